package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The `./aim-engine` of this checkout, run as a person runs it, with a state folder of its own.
record Aim(Path root, Path folder, Map<String, String> env) {

  /// What a command left behind.
  record Ran(int exit, String out, String err) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + out + err, e);
      }
    }

    JsonNode data() {
      return json().path("data");
    }
  }

  static Aim in(Path folder) {
    var env = new HashMap<String, String>();
    env.put("AIM_STATE_DIR", folder.resolve("state").toString());
    return new Aim(checkout(), folder, env);
  }

  Aim with(String variable, String value) {
    var more = new HashMap<>(env);
    more.put(variable, value);
    return new Aim(root, folder, more);
  }

  static Path checkout() {
    return java.util.stream.Stream.iterate(
            Path.of("").toAbsolutePath(), folder -> folder.resolveSibling(""))
        .limit(64)
        .filter(folder -> Files.exists(folder.resolve("aim-engine")))
        .findFirst()
        .orElseThrow();
  }

  /// Runs to the end; fails after `limit`.
  Ran run(Duration limit, String... args) {
    try {
      var argv = new ArrayList<>(List.of(root.resolve("aim-engine").toString()));
      argv.addAll(List.of(args));
      var out = Files.createTempFile(folder, "out", ".txt");
      var err = Files.createTempFile(folder, "err", ".txt");
      var builder =
          new ProcessBuilder(argv)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(env);
      var process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "still running after " + limit + ": " + argv + "\n" + Files.readString(err));
      }
      return new Ran(process.exitValue(), read(out), read(err));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Ran run(String... args) {
    return run(Duration.ofMinutes(8), args);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /// Asks until the answer is true; fails with `what` after a minute.
  static void await(String what, Supplier<Boolean> condition) {
    var deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.get()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never happened: " + what);
      }
      Thread.onSpinWait();
    }
  }
}
