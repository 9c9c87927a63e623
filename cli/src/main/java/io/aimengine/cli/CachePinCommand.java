package io.aimengine.cli;

import io.aimengine.store.ModelCache.Pin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cache pin`.
@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    description = "Keep a model whatever a cleanup wants",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache pin Qwen/Qwen3-32B",
      "  aim-engine cache pin --off Qwen/Qwen3-32B"
    })
final class CachePinCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "MODEL", description = "A stored model's id")
  private String model = "";

  @Option(names = "--off", description = "Let it go again")
  private boolean off;

  CachePinCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    app.store().cache().pin(model, off ? Pin.OFF : Pin.ON);
    app.printer()
        .success(
            common.format,
            new Table("", "Model id", "Pinned").row(model, !off),
            model + (off ? " is pinned no more" : " is pinned"));
    return Exit.OK.code();
  }
}
