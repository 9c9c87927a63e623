package io.aimengine.spec;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Prints any record as an indented text, empty values left out: for golden files.
final class SpecText {
  private final StringBuilder out = new StringBuilder();

  private SpecText() {}

  static String of(Record value) {
    var text = new SpecText();
    text.fields(value, "");
    return text.out.toString();
  }

  private void fields(Record value, String indent) {
    for (var component : value.getClass().getRecordComponents()) {
      line(component.getName(), read(component, value), indent);
    }
  }

  private void line(String name, Object value, String indent) {
    switch (value) {
      case Optional<?> o -> o.ifPresent(v -> line(name, v, indent));
      case OptionalInt o -> o.ifPresent(v -> line(name, v, indent));
      case OptionalLong o -> o.ifPresent(v -> line(name, v, indent));
      case List<?> list -> {
        for (var i = 0; i < list.size(); i++) {
          line(name + "[" + i + "]", list.get(i), indent);
        }
      }
      case Map<?, ?> map -> map.forEach((k, v) -> line(name + "[" + k + "]", v, indent));
      case Quantity q -> out.append(indent).append(name).append(": ").append(q).append('\n');
      case Record r -> record(name, r, indent);
      default -> out.append("%s%s: %s\n".formatted(indent, name, value));
    }
  }

  private void record(String name, Record record, String indent) {
    var inner = new SpecText();
    inner.fields(record, indent + "  ");
    var kind =
        record.getClass().getInterfaces().length > 0 ? record.getClass().getSimpleName() : "";
    if (!inner.out.isEmpty() || !kind.isEmpty()) {
      out.append("%s%s:%s\n".formatted(indent, name, kind.isEmpty() ? "" : " " + kind));
      out.append(inner.out);
    }
  }

  private static Object read(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
