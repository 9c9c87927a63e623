package io.aimengine.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An operator that can really be killed.
record OperatorProcess(Process process, String agent) implements AutoCloseable {
  private static final Path LOG = Path.of("target", "killed-operators.log");

  static OperatorProcess start(Path kubeconfig, String agent, Duration skew, String... leases) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                OperatorProgram.class.getName(),
                kubeconfig.toString(),
                agent,
                skew.toString()));
    command.addAll(List.of(leases));
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.appendTo(LOG.toFile()))
              .start();
      return new OperatorProcess(process, agent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// SIGKILL, as the kernel does it when memory is out.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
