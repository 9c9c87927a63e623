package io.aimengine.cli.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real helm, from the cache of the test cluster's programs or from PATH.
final class Helm {
  private static final Path CHART = Path.of("../charts/aim-engine");
  private final String program;

  private Helm(String program) {
    this.program = program;
  }

  record Ran(int exit, String output) {}

  /// Builds helm when it is nowhere: minutes, the first time.
  static Helm found() {
    var ran =
        run(List.of(Path.of("../e2e/cluster/helm.sh").toAbsolutePath().normalize().toString()));
    if (ran.exit() != 0) {
      throw new IllegalStateException(ran.output());
    }
    return new Helm(ran.output().strip().lines().reduce("", (_, last) -> last));
  }

  Ran lint() {
    return run(List.of(program, "lint", "--strict", CHART.toString()));
  }

  /// The chart as it is installed into our namespace.
  Ran template(String... settings) {
    var command =
        new ArrayList<>(
            List.of(
                program,
                "template",
                "aim-engine",
                CHART.toString(),
                "--namespace",
                Installation.NAMESPACE,
                "--kube-version",
                "1.30.0"));
    for (var setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    return run(command);
  }

  private static Ran run(List<String> command) {
    try {
      var out = Files.createTempFile("helm", ".out");
      try {
        var process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new IllegalStateException("still runs: " + command);
        }
        return new Ran(process.exitValue(), Files.readString(out));
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
