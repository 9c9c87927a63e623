package io.aimengine.local.preflight;

import io.aimengine.local.hardware.CommandRunner.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Engines on the PATH and their versions. Python engines import half a gigabyte before they can
/// say theirs, hence the patience.
public final class EngineCheck implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern VERSION = Pattern.compile("\\b(\\d+\\.\\d+(\\.\\d+)?\\S*|b\\d{3,})");

  private final Host host;

  public EngineCheck(Host host) {
    this.host = host;
  }

  /// How to ask each engine for its version.
  private static List<String> question(String program) {
    return switch (program) {
      case "python3", "sglang" ->
          List.of("python3", "-c", "import importlib.metadata as m; print(m.version('sglang'))");
      default -> List.of(program, "--version");
    };
  }

  /// What `vllm`, `sglang` or `llama-server` says its version is, empty when it is not there or
  /// does not say.
  public Optional<String> version(String program) {
    return switch (host.commands().run(question(program), PATIENCE)) {
      case Outcome.Finished done when done.ok() ->
          firstVersion(done.stdout() + "\n" + done.stderr());
      case Outcome.Finished _, Outcome.NotFound _, Outcome.TimedOut _ -> Optional.empty();
    };
  }

  private static Optional<String> firstVersion(String text) {
    var matcher = VERSION.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  @Override
  public List<Finding> look(Situation situation) {
    var program = situation.program();
    if (program.isEmpty()) {
      return List.of();
    }
    return List.of(
        switch (host.commands().run(question(program), PATIENCE)) {
          case Outcome.Finished done when done.ok() ->
              Finding.ok(
                  "engine",
                  program + " " + firstVersion(done.stdout() + "\n" + done.stderr()).orElse("?"));
          case Outcome.Finished done ->
              fails(program, "ends with exit code " + done.exitCode() + ": " + last(done.stderr()));
          case Outcome.NotFound _ -> missing(program);
          case Outcome.TimedOut(var after) ->
              fails(program, "does not say its version in " + after.toSeconds() + " s");
        });
  }

  private static Finding missing(String program) {
    return Finding.of(
        "engine",
        Problems.error(
            "engine-missing",
            program,
            program + " is not on the PATH",
            "install it (activate its virtual environment), or use --runtime docker"));
  }

  private static Finding fails(String program, String how) {
    return Finding.of(
        "engine",
        Problems.error(
            "engine-broken",
            program,
            program + " " + how,
            "run `" + String.join(" ", question(program)) + "` by hand"));
  }

  private static String last(String text) {
    return text.lines().map(String::strip).filter(l -> !l.isEmpty()).reduce("", (_, l) -> l);
  }
}
