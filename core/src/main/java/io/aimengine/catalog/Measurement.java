package io.aimengine.catalog;

import java.util.List;

/// What an engine said of its own memory when it started: the checkpoint, engine version,
/// accelerator and GPU counts that it holds for, and by what factor the estimate of that very
/// configuration was wrong, under the settings it was started with. `lines` are the log lines that
/// were read.
public record Measurement(
    String id,
    String checkpoint,
    EngineVersion.Engine engine,
    String engineVersion,
    String accelerator,
    int tensorParallel,
    int pipelineParallel,
    int dataParallel,
    Run run,
    double weightsFactor,
    double overheadsFactor,
    String source,
    List<String> lines) {
  /// The settings that decide what the factors hold for: requests at once, tokens of a step,
  /// captured graphs, and how weights are held ("" for as they are stored).
  public record Run(
      int sequences, int step, boolean graphs, boolean expertParallel, String quantization) {}

  public Measurement {
    lines = List.copyOf(lines);
  }
}
