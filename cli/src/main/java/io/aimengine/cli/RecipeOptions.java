package io.aimengine.cli;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What commands that write recipes ask for alike.
final class RecipeOptions {
  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "",
      description = "The checkpoints of this precision (default: the model's own)")
  private String precision = "";

  @Option(
      names = {"--engine", "--backend"},
      paramLabel = "ENGINE",
      split = ",",
      description = "vllm or sglang (default: both)")
  private List<String> engines = new ArrayList<>();

  @Option(names = "--force", description = "Overwrite what is there already")
  boolean force;

  @Option(
      names = "--catalog",
      paramLabel = "DIR",
      defaultValue = "",
      description = "A folder laid over the shipped catalog (env AIM_CATALOG)")
  String catalog = "";

  @Option(
      names = {"--debug", "--verbose"},
      description = "Say more; a defect's stack trace too (env AIM_DEBUG=1)")
  boolean debug;

  Optional<Precision> precision() {
    return precision.isEmpty() ? Optional.empty() : Optional.of(Given.precision(precision));
  }

  /// Each once; empty when none is asked for.
  List<Engine> engines() {
    var mistakes = new Mistakes();
    var read = mistakes.each(engines, Given::engine);
    mistakes.stop();
    return read;
  }
}
