package io.aimengine.catalog;

import java.util.List;

/// What an engine said of its own memory when it started: the checkpoint, engine version,
/// accelerator and GPU counts that it holds for, and by what factor the estimate of that very
/// configuration was wrong. `lines` are the log lines that were read.
public record Measurement(
    String id,
    String checkpoint,
    EngineVersion.Engine engine,
    String engineVersion,
    String accelerator,
    int tensorParallel,
    int pipelineParallel,
    int dataParallel,
    double weightsFactor,
    double overheadsFactor,
    String source,
    List<String> lines) {
  public Measurement {
    lines = List.copyOf(lines);
  }
}
