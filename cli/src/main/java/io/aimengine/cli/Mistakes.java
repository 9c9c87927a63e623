package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The mistakes of a command line while its options are read, so that all are said at once.
final class Mistakes {
  private final List<Problem> found = new ArrayList<>();

  /// What an option makes of `before`; `before` itself where the option is a mistake.
  <T> T or(T before, UnaryOperator<T> option) {
    try {
      return option.apply(before);
    } catch (CommandFailure mistake) {
      add(mistake);
      return before;
    }
  }

  /// What each word means, once; those that mean nothing are left out.
  <T> List<T> each(List<String> words, Function<String, T> meaning) {
    var read = new ArrayList<T>();
    for (var word : words) {
      check(() -> read.add(meaning.apply(word)));
    }
    return read.stream().distinct().toList();
  }

  void check(Runnable option) {
    try {
      option.run();
    } catch (CommandFailure mistake) {
      add(mistake);
    }
  }

  private void add(CommandFailure mistake) {
    found.addAll(
        mistake.problems().isEmpty()
            ? List.of(
                Problem.error(mistake.code(), "", Mark.NONE, mistake.message(), mistake.hint()))
            : mistake.problems());
  }

  /// Goes on only where there were none.
  void stop() {
    if (!found.isEmpty()) {
      throw CommandFailure.of(Exit.USAGE, found);
    }
  }
}
