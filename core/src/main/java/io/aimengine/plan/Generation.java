package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.spec.Wishes;
import java.util.Locale;
import java.util.Map;

/// What a recipe is to be computed for.
record Generation(
    Model model,
    Checkpoint checkpoint,
    Accelerator accelerator,
    Site site,
    EngineVersion engine,
    int gpuCount,
    Wishes wishes) {
  Settings read(Map<String, String> args, Map<String, String> env) {
    var context = EngineArgs.context(engine, checkpoint, site.memoryGib());
    return SettingsReader.read(context, args, env, model);
  }

  MemoryInputs inputs(Settings settings) {
    return new MemoryInputs(
        model.architecture(), checkpoint, accelerator, site.memoryGib(), engine, settings);
  }

  String name() {
    return name(checkpoint, accelerator, site.partition());
  }

  /// `generated-qwen3-32b-mi300x-bf16`, of what is computed just now and of the file that keeps it;
  /// a partition is part of the hardware.
  static String name(Checkpoint checkpoint, Accelerator accelerator, String partition) {
    var repository = checkpoint.id().substring(checkpoint.id().lastIndexOf('/') + 1);
    var hardware = accelerator.name() + (partition.isEmpty() ? "" : "-" + partition);
    return ("generated-" + repository + "-" + hardware + "-" + checkpoint.precision().id())
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9.-]", "-");
  }
}
