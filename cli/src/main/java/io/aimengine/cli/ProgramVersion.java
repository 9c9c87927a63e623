package io.aimengine.cli;

import io.aimengine.local.hardware.CommandRunner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Asks a program for its version.
final class ProgramVersion {
  private static final Pattern NUMBER =
      Pattern.compile("(?:version:? *)?(v?[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*|b[0-9]{3,})");
  // python programs import for a while before they answer
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ProgramVersion() {}

  /// Empty when the program does not say; the engine itself will then judge its flags.
  static Optional<String> of(CommandRunner commands, String program) {
    return switch (commands.run(List.of(program, "--version"), PATIENCE)) {
      case CommandRunner.Outcome.Finished(var code, var out, var err) when code == 0 -> {
        var found = NUMBER.matcher(out + " " + err);
        yield found.find() ? Optional.of(found.group(1)) : Optional.empty();
      }
      case CommandRunner.Outcome.Finished _,
          CommandRunner.Outcome.NotFound _,
          CommandRunner.Outcome.TimedOut _ ->
          Optional.empty();
    };
  }
}
