package io.aimengine.local.preflight;

import io.aimengine.api.Problem;
import io.aimengine.local.preflight.Finding.Level;
import java.util.List;
import java.util.stream.Stream;

/// Looks at everything that can be wrong before an engine starts, so that it is said in one
/// sentence with its fix instead of minutes later in a stack trace.
public final class Preflight {
  private final Host host;
  private final List<Check> checks;

  public Preflight(Host host) {
    this.host = host;
    this.checks =
        List.of(
            new DriverCheck(),
            new DeviceFileCheck(host),
            new MemoryCheck(),
            new KernelCheck(host),
            new ContainerCheck(host),
            new EngineCheck(host),
            new DiskCheck(host),
            new PortCheck(),
            new TokenCheck(host));
  }

  /// All rows for what is about to start.
  public List<Finding> look(Situation situation) {
    return checks.stream().flatMap(check -> check.look(situation).stream()).toList();
  }

  /// What must be mended first, and what is worth knowing; empty when all is well.
  public List<Problem> problems(Situation situation) {
    return look(situation).stream()
        .filter(finding -> finding.level() != Level.OK)
        .flatMap(finding -> finding.problem().stream())
        .toList();
  }

  /// All rows for `aim-engine doctor`: the machine as it is, and the container runtimes and engines
  /// that are installed.
  public List<Finding> examine(Situation machine) {
    var engines =
        Stream.of("vllm", "sglang", "llama-server")
            .flatMap(program ->
                new EngineCheck(host)
                    .version(program).stream()
                        .map(version -> Finding.ok("engine", program + " " + version)));
    return Stream.of(look(machine).stream(), runtimes(), engines).flatMap(rows -> rows).toList();
  }

  /// A container runtime that does not work stops only those who want it: a warning here.
  private Stream<Finding> runtimes() {
    return new ContainerCheck(host)
        .installed().stream()
            .map(row ->
                row.level() == Level.FAIL
                    ? new Finding(row.check(), Level.WARN, row.detail(), row.problem())
                    : row);
  }
}
