package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// The command line in this JVM: its own folder, clock and streams, no process started.
record InProcess(Path folder, Map<String, String> env, String input, int width) {
  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What a command left behind.
  record Ran(int exit, String out, String err) {
    JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + out + err, e);
      }
    }

    JsonNode data() {
      return json().path("data");
    }

    JsonNode error() {
      return json().path("error");
    }
  }

  static InProcess in(Path folder) {
    return new InProcess(
        folder,
        Map.of(
            "HOME",
            folder.toString(),
            "AIM_STATE_DIR",
            folder.resolve("state").toString(),
            "AIM_CACHE_DIR",
            folder.resolve("cache").toString()),
        "",
        100);
  }

  InProcess with(String variable, String value) {
    var more = new HashMap<>(env);
    more.put(variable, value);
    return new InProcess(folder, Map.copyOf(more), input, width);
  }

  InProcess reading(String text) {
    return new InProcess(folder, env, text, width);
  }

  InProcess wide(int columns) {
    return new InProcess(folder, env, input, columns);
  }

  /// A file of the test's folder; its name comes back.
  String file(String name, String text) {
    try {
      var path = folder.resolve(name);
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, text);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  App app(PrintStream out, PrintStream err) {
    return new App(
        new Terminal(out, err, false, width),
        env,
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        Clock.fixed(NOW, ZoneOffset.UTC),
        folder);
  }

  Ran run(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var outs = new PrintStream(out, true, StandardCharsets.UTF_8);
        var errs = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      var exit = Commands.run(app(outs, errs), args);
      return new Ran(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }
}
