package io.aimengine.cli;

import io.aimengine.api.Problem;
import java.util.List;
import java.util.Objects;

/// A command that cannot go on: caught once in `Main`, which prints it and leaves with the exit
/// code. `data` is what is known all the same (the reasons of an infeasible plan).
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final String code;
  private final String hint;
  private final transient List<Problem> problems;
  private final transient View data;

  CommandFailure(Exit exit, String code, String message, String hint) {
    this(exit, code, message, hint, List.of(), View.NONE);
  }

  CommandFailure(
      Exit exit, String code, String message, String hint, List<Problem> problems, View data) {
    super(message, null, false, false);
    this.exit = exit;
    this.code = code;
    this.hint = hint;
    this.problems = List.copyOf(problems);
    this.data = data;
  }

  /// A command line that cannot be meant.
  static CommandFailure usage(String message, String hint) {
    return usage("cli.usage", message, hint);
  }

  /// The same with a code of its own.
  static CommandFailure usage(String code, String message, String hint) {
    return new CommandFailure(Exit.USAGE, code, message, hint);
  }

  /// A user's mistakes, all at once.
  static CommandFailure of(Exit exit, List<Problem> problems) {
    var errors = problems.stream().filter(Problem::isError).toList();
    var first = errors.isEmpty() ? problems.getFirst() : errors.getFirst();
    var message =
        errors.size() == 1
            ? first.message()
            : errors.size() + " problems, the first: " + first.message();
    return new CommandFailure(exit, first.code(), message, first.hint(), problems, View.NONE);
  }

  /// The same, and what is known all the same.
  CommandFailure showing(View known) {
    return new CommandFailure(exit, code, message(), hint, problems, known);
  }

  String message() {
    return Objects.requireNonNullElse(getMessage(), code);
  }

  Exit exit() {
    return exit;
  }

  String code() {
    return code;
  }

  String hint() {
    return hint;
  }

  List<Problem> problems() {
    return problems;
  }

  View data() {
    return data;
  }
}
