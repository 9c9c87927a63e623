package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.flags.EngineDiff;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `debug engine-diff`: what a new version of an engine takes away, brings and breaks.
@Command(
    name = "engine-diff",
    mixinStandardHelpOptions = true,
    description = "Compare the flags of two engine versions, and name the recipes that break",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine debug engine-diff vllm 0.32.0 0.33.0",
      "  aim-engine debug engine-diff sglang 0.5.22 0.5.23 --format json"
    })
final class EngineDiffCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "ENGINE", description = "vllm, sglang or llamacpp")
  private String engine = "";

  @Parameters(index = "1", paramLabel = "OLD", description = "The version that is run now")
  private String before = "";

  @Parameters(index = "2", paramLabel = "NEW", description = "The version to compare it with")
  private String after = "";

  EngineDiffCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var catalog = app.catalog(common);
    var diff = EngineDiff.of(catalog, version(catalog, before), version(catalog, after));
    var view = new EngineDiffView(engine + " " + before + " -> " + after, diff, common.debug);
    app.printer().success(common.format, view, view.headline());
    return Exit.OK.code();
  }

  private EngineVersion version(Catalog catalog, String text) {
    var kind = Given.engine(engine);
    return catalog
        .engine(kind, text)
        .orElseThrow(() ->
            usage(
                kind.id() + " " + text + " is not in the catalog",
                "It knows "
                    + catalog.engines().stream()
                        .filter(known -> known.engine() == kind)
                        .map(EngineVersion::version)
                        .collect(Collectors.joining(", "))
                    + "; add one by tools/engine-flags "
                    + kind.id()
                    + " VERSION."));
  }
}
