package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.store.Adoption;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cache add`.
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Put files of this machine into the cache, as the model that they are",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache add Qwen/Qwen3-32B /data/qwen3-32b",
      "  aim-engine cache add mine/tuned ./checkpoint-400 --link    no second copy"
    })
final class CacheAddCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The id to store it under")
  private String model = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "A folder, or one file")
  private String path = "";

  @Option(
      names = "--link",
      description = "Hard links instead of a copy: no space is needed; do not edit the files later")
  private boolean link;

  CacheAddCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var from = app.directory().resolve(path).toAbsolutePath().normalize();
    if (!Files.exists(from)) {
      throw CommandFailure.usage(from + " does not exist", "Name a folder or a file.");
    }
    var copy = Adoption.copy(model, from, answers());
    var adoption =
        link
            ? new Adoption(
                copy.id(), copy.path(), copy.answers(), copy.cachedAt(), Adoption.By.LINK)
            : copy;
    var stored = ModelFetch.add(app.store(), adoption, app.terminal());
    app.printer().success(common.format, new CachedView(stored), "have " + stored.id());
    return Exit.OK.code();
  }

  /// What a launch of this model will ask for.
  private List<Artifact> answers() {
    return app.catalog(common).model(model).stream()
        .flatMap(known -> known.checkpoints().stream())
        .filter(c -> c.id().equalsIgnoreCase(model))
        .map(Checkpoint::artifacts)
        .findFirst()
        .orElse(model.contains("/") ? List.of(new Artifact("hf://" + model, 0, "")) : List.of());
  }

  /// One stored model, as `download` and `add` show it.
  record CachedView(io.aimengine.store.StoredArtifact stored) implements View {
    @Override
    public JsonNode json() {
      return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
          .objectNode()
          .put("model_id", stored.id())
          .put("cache_path", stored.modelPath().toString())
          .put("size", stored.bytes())
          .put("source", stored.source())
          .put("commit_hash", stored.commit());
    }

    @Override
    public void print(Terminal terminal) {
      terminal.line(
          stored.id() + "  " + ModelFetch.bytes(stored.bytes()) + "  " + stored.modelPath());
    }
  }
}
