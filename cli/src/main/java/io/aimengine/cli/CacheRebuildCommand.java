package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.store.ModelCache.Rebuilt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `cache rebuild`.
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = "Write the index anew from the disk, and take over a cache_index.json of AMD's",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine cache rebuild")
final class CacheRebuildCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final App app;

  @Mixin private Common common = new Common();

  CacheRebuildCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var rebuilt = app.store().cache().rebuild(new ModelFetch(app.terminal()));
    app.printer()
        .success(common.format, new Report(rebuilt), rebuilt.stats().totalModels() + " models");
    return Exit.OK.code();
  }

  private record Report(Rebuilt rebuilt) implements View {
    @Override
    public JsonNode json() {
      return JSON.valueToTree(rebuilt);
    }

    @Override
    public void print(Terminal terminal) {
      rebuilt.imported().forEach(id -> terminal.line("took over  " + id));
      var stats = rebuilt.stats();
      terminal.line(
          stats.totalModels() + " models, " + ModelFetch.bytes(stats.totalSize()) + ", indexed");
    }
  }
}
