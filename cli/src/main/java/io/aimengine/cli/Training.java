package io.aimengine.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;

/// Runs what commands run, once, while the JVM records it for the ahead-of-time cache of the
/// distribution. Prints nothing.
final class Training {
  private static final List<String> PROCESSES =
      List.of(
          "io.aimengine.local.supervise.Supervisor",
          "io.aimengine.local.supervise.Supervision",
          "io.aimengine.embedded.EmbeddedEngine",
          "io.aimengine.embedded.http.ApiServer");

  private Training() {}

  public static void main(String[] args) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var env = new HashMap<>(System.getenv());
    env.put(
        "AIM_STATE_DIR",
        Path.of(System.getProperty("java.io.tmpdir"), "aim-engine-training").toString());
    var app =
        new App(
            new Terminal(nowhere, nowhere, false, 100),
            env,
            InputStream.nullInputStream(),
            Clock.systemUTC(),
            Path.of(""));
    Commands.run(app, "plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X");
    Commands.run(app, "plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X", "-o", "json");
    Commands.run(app, "plan", "HuggingFaceTB/SmolLM2-135M-Instruct", "--hardware", "cpu");
    Commands.run(app, "list", "models", "-o", "json");
    Commands.run(app, "list");
    Commands.run(app, "status", "nothing");
    Commands.run(app, "launch", "--help");
    for (var process : PROCESSES) {
      try {
        Class.forName(process);
      } catch (ClassNotFoundException | LinkageError e) {
        System.err.println("not trained: " + e.getMessage());
      }
    }
    System.exit(0);
  }
}
