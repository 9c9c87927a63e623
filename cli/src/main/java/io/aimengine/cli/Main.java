package io.aimengine.cli;

import io.aimengine.embedded.EmbeddedEngine;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The one entry point: wires the shells together and turns every outcome into an exit code.
public final class Main {
  private Main() {}

  /// The embedded engine in this very process, for images whose entrypoint is this program. Its
  /// options are llama-server's, and it ends the process itself.
  private static final String EMBEDDED_ENGINE = "embedded-engine";

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals(EMBEDDED_ENGINE)) {
      EmbeddedEngine.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    var code = run(args, System.getenv());
    System.out.flush();
    System.exit(code);
  }

  static int run(String[] args, Map<String, String> env) {
    var out = stream(FileDescriptor.out);
    var err = stream(FileDescriptor.err);
    var terminal = new Terminal(out, err, isInteractive(env), width(env));
    var app = new App(terminal, env, System.in, Clock.systemUTC(), Path.of(""));
    var code = Commands.run(app, args);
    out.flush();
    err.flush();
    return code;
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        true,
        StandardCharsets.UTF_8);
  }

  private static boolean isInteractive(Map<String, String> env) {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && env.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(env.getOrDefault("TERM", "dumb"));
  }

  private static int width(Map<String, String> env) {
    var columns = env.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : 100;
  }
}
