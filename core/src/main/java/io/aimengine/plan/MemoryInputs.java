package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model.Architecture;

/// What memory arithmetic needs: a checkpoint on devices of `deviceGib` GiB each (as the machine
/// reports them), under an engine with these settings.
public record MemoryInputs(
    Architecture architecture,
    Checkpoint checkpoint,
    Accelerator accelerator,
    double deviceGib,
    EngineVersion engine,
    Settings settings) {

  /// The inputs of a candidate on devices of this size.
  public static MemoryInputs of(Candidate candidate, double deviceGib) {
    return new MemoryInputs(
        candidate.model().architecture(),
        candidate.checkpoint(),
        candidate.accelerator(),
        deviceGib,
        candidate.engine(),
        candidate.settings());
  }

  MemoryInputs with(Settings other) {
    return new MemoryInputs(architecture, checkpoint, accelerator, deviceGib, engine, other);
  }
}
