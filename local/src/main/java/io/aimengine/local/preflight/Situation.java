package io.aimengine.local.preflight;

import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.Machine;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import java.nio.file.Path;
import java.util.List;

/// What is about to start. `gpus` are those it will hold (for `doctor`: all), `fraction` the part
/// of their memory it takes, `cacheBytes` what is still to be downloaded into `cache`. `program` is
/// the engine's command ("" when it is in a container or embedded). `port` 0 is any.
public record Situation(
    Machine machine,
    List<Gpu> gpus,
    double fraction,
    int tensorParallel,
    RuntimeKind runtime,
    String program,
    Path cache,
    long cacheBytes,
    String host,
    int port,
    Gating gating) {
  public Situation {
    gpus = List.copyOf(gpus);
  }

  /// Whether the weights need a Hugging Face token: not when they are public or already here.
  public enum Gating {
    OPEN,
    GATED
  }

  /// The whole machine, nothing in particular to start.
  public static Situation of(Machine machine, Path cache) {
    return new Situation(
        machine,
        machine.gpus(),
        Machine.DEFAULT_FRACTION,
        Math.min(8, Math.max(1, machine.gpus().size())),
        machine.gpus().isEmpty() ? RuntimeKind.EMBEDDED : RuntimeKind.PROCESS,
        "",
        cache,
        0,
        "127.0.0.1",
        0,
        Gating.OPEN);
  }
}
