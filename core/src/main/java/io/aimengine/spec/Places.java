package io.aimengine.spec;

import io.aimengine.api.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One wish that may be written in several places: they must agree. The first place wins the path
/// of error messages, the order of `add` is the order of precedence.
final class Places<T> {
  private final String what;
  private final Function<T, String> print;
  private final List<Told<T>> told = new ArrayList<>();

  Places(String what) {
    this(what, Object::toString);
  }

  /// `print` shows a value to people.
  Places(String what, Function<T, String> print) {
    this.what = what;
    this.print = print;
  }

  private record Told<T>(T value, String path, Mark mark) {}

  Places<T> add(Section section, String key, Optional<T> value) {
    value.ifPresent(v -> told.add(new Told<>(v, section.path(key), section.mark(key))));
    return this;
  }

  /// The value, if one was told. Two that disagree are one error that names every place.
  Optional<T> agreed(Findings findings) {
    var other = told.stream().filter(t -> !t.value().equals(told.getFirst().value())).findFirst();
    if (other.isPresent()) {
      var places = String.join(", ", told.stream().map(this::place).toList());
      findings.error(
          "spec.conflict",
          other.get().path(),
          other.get().mark(),
          "%s differs between places: %s".formatted(what, places),
          "keep one of them");
    }
    return told.stream().map(Told::value).findFirst();
  }

  /// Where the value is written; call it only when there is one.
  Mark mark() {
    return told.getFirst().mark();
  }

  String path() {
    return told.getFirst().path();
  }

  private String place(Told<T> told) {
    var value = print.apply(told.value());
    return "%s is %s (line %d)".formatted(told.path(), value, told.mark().line());
  }
}
