package io.aimengine.spec;

import io.aimengine.api.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reports every key that no reader asked for, with the field that was probably meant: the nearest
/// one in the same place, or the same name elsewhere in the manifest.
final class UnknownFields {
  private final Map<String, String> places = new TreeMap<>();

  private UnknownFields() {}

  static void report(Section root) {
    var unknown = new UnknownFields();
    unknown.index(root);
    unknown.check(root);
  }

  /// The path of every field that has been asked for, list items left out.
  static List<String> known(Section root) {
    var paths = new TreeSet<String>();
    collect(root, paths);
    return List.copyOf(paths);
  }

  private static void collect(Section section, Set<String> paths) {
    section.known().forEach(key -> paths.add(section.path(key)));
    section.children().forEach(child -> collect(child, paths));
  }

  private void index(Section section) {
    if (section.path().indexOf('[') < 0) {
      section.known().forEach(key -> places.putIfAbsent(key, section.path(key)));
    }
    section.children().forEach(this::index);
  }

  private void check(Section section) {
    for (var key : section.keys()) {
      if (!section.known().contains(key)) {
        var place = section.path().isEmpty() ? "a manifest" : section.path();
        section
            .findings()
            .error(
                "spec.unknown-field",
                section.path(key),
                section.mark(key),
                "%s is not a field of %s".formatted(Wording.shortened(key), place),
                hint(section, key));
      }
    }
    section.children().forEach(this::check);
  }

  private String hint(Section section, String key) {
    var near = Nearest.of(key, section.known());
    var elsewhere = places.get(key);
    if (elsewhere != null && near.filter(n -> n.equalsIgnoreCase(key)).isEmpty()) {
      return "did you mean " + elsewhere + "?";
    }
    return near.map(n -> "did you mean " + n + "?")
        .orElseGet(() -> "fields here: " + String.join(", ", section.known()));
  }
}
