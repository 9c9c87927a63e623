package io.aimengine.cli;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reads the words that people give to options, and says what they might have been.
final class Given {
  /// No number given; every number that a person can give is judged.
  static final int UNSET = Integer.MIN_VALUE;

  private Given() {}

  static Precision precision(String word) {
    return Precision.parse(word)
        .orElseThrow(() ->
            CommandFailure.usage(
                "--precision " + word + " is none that we know",
                "One of: bf16, fp16, fp8, int8, int4, fp4."));
  }

  static Engine engine(String word) {
    return Engine.parse(word)
        .orElseThrow(() ->
            CommandFailure.usage(
                word + " is no engine that we know", "One of: vllm, sglang, llamacpp."));
  }

  static int positive(String option, int value) {
    if (value < 1) {
      throw CommandFailure.usage(option + " must be at least 1, not " + value, "");
    }
    return value;
  }

  static Accelerator accelerator(Catalog catalog, String name) {
    return catalog
        .accelerator(name)
        .orElseThrow(
            () -> unknown(name, catalog.accelerators().stream().map(Accelerator::name).toList()));
  }

  static Accelerator gpu(Catalog catalog, String name) {
    var gpus = gpus(catalog);
    return gpus.stream()
        .filter(gpu -> gpu.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, gpus.stream().map(Accelerator::name).toList()));
  }

  static List<Accelerator> gpus(Catalog catalog) {
    return catalog.accelerators().stream().filter(a -> a.kind() == Accelerator.Kind.GPU).toList();
  }

  private static CommandFailure unknown(String name, List<String> known) {
    return CommandFailure.usage(
        "the catalog does not know the accelerator " + name,
        "One of: " + String.join(", ", known) + ".");
  }

  /// That a model has no weights of a precision, and which it has.
  static CommandFailure lacks(Model model, List<Checkpoint> checkpoints, Precision precision) {
    var has = checkpoints.stream().map(c -> c.precision().id()).distinct();
    return CommandFailure.usage(
        String.format(Locale.ROOT, "%s has no %s checkpoint", model.id(), precision.id()),
        "It has " + has.collect(Collectors.joining(", ")) + ".");
  }
}
