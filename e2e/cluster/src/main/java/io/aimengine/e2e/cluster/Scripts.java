package io.aimengine.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the scripts of `e2e/cluster`, found from the folder that the tests run in.
final class Scripts {
  private static final int MINUTES = 2;

  private Scripts() {}

  static String path(String script) {
    for (var d = Path.of("").toAbsolutePath(); d != null; d = d.getParent()) {
      var there = d.resolve("e2e/cluster").resolve(script);
      if (Files.isExecutable(there)) {
        return there.toString();
      }
    }
    throw new IllegalStateException(
        "no e2e/cluster/" + script + " above " + Path.of("").toAbsolutePath());
  }

  static Ran run(Map<String, String> environment, String input, List<String> command) {
    try {
      var out = Files.createTempFile("ran", ".out");
      var err = Files.createTempFile("ran", ".err");
      try {
        var builder =
            new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        var exit = exitOf(builder.start(), input);
        return new Ran(
            String.join(" ", command), exit, Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int exitOf(Process process, String input) throws IOException {
    try {
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        return process.exitValue();
      }
      throw new IllegalStateException("still runs after " + MINUTES + " minutes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
