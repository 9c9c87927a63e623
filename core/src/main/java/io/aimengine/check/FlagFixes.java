package io.aimengine.check;

import io.aimengine.api.Problem;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Repairs of one flag of a column: it is written as what the launch makes of it anyway.
final class FlagFixes {
  private final Column column;
  private final Editor editor;

  FlagFixes(Column column, Editor editor) {
    this.column = column;
    this.editor = editor;
  }

  Optional<Fix> of(Problem problem, Entry entry) {
    return switch (problem.code()) {
      case "launch.translated", "launch.switch-value" -> asLaunched(entry);
      case "launch.owned-flag" -> drop(entry);
      case "launch.unknown-flag" -> renamed(entry);
      default -> Optional.empty();
    };
  }

  private Optional<Fix> drop(Entry entry) {
    return Noted.fix("drop " + entry.key(), editor.without(column.args(), entry));
  }

  /// What the launch passes for this flag alone, if all versions of the column agree on it.
  private Optional<Fix> asLaunched(Entry entry) {
    var forms = column.versions().stream().map(v -> launched(v, entry)).distinct().toList();
    if (forms.size() != 1 || forms.getFirst().isEmpty()) {
      return Optional.empty();
    }
    var form = forms.getFirst().get();
    if (form.isEmpty()) {
      return drop(entry);
    }
    var others = form.keySet().stream().anyMatch(flag -> writtenElsewhere(flag, entry));
    return others ? Optional.empty() : rewritten(entry, form);
  }

  private Optional<Map<String, String>> launched(EngineVersion version, Entry entry) {
    var value = column.read().args().get(entry.key());
    if (value == null) {
      return Optional.empty();
    }
    var alone = FlagLayer.recipe("args", Map.of(entry.key(), value));
    var checked = FlagLayers.merge(column.context(version), List.of(alone));
    return checked.hasErrors() ? Optional.empty() : Optional.of(checked.arguments().toMap());
  }

  /// Another entry that says the same flag, or is about to.
  private boolean writtenElsewhere(String flag, Entry self) {
    var version = column.versions().getFirst();
    var name = FlagChecks.name(version, flag);
    return column.args().entries().values().stream()
        .filter(other -> !other.key().equals(self.key()))
        .anyMatch(other ->
            FlagChecks.name(version, other.key()).equals(name)
                || launched(version, other)
                    .map(m ->
                        m.keySet().stream().anyMatch(k -> FlagChecks.name(version, k).equals(name)))
                    .orElse(false));
  }

  private Optional<Fix> rewritten(Entry entry, Map<String, String> form) {
    var edits = new ArrayList<Optional<Edit>>();
    var targets = List.copyOf(form.entrySet());
    var first = targets.getFirst();
    if (!first.getKey().equals(entry.key())) {
      edits.add(editor.key(entry, first.getKey()));
    }
    valued(entry, first.getValue()).ifPresent(edits::add);
    for (var more : targets.subList(1, targets.size())) {
      var value = more.getValue().isEmpty() ? "true" : Editor.doubleQuoted(more.getValue());
      edits.add(
          editor.listed(entry)
              ? Optional.empty()
              : editor.after(column.args(), entry, more.getKey(), value));
    }
    var words = new ArrayList<String>();
    form.forEach((flag, value) -> words.add((flag + " " + value).strip()));
    return Noted.fix("write " + String.join(" ", words), edits);
  }

  /// The edit that gives the entry a value, if it has another one.
  private Optional<Optional<Edit>> valued(Entry entry, String value) {
    if (value.isEmpty()) {
      var bare = entry.value() instanceof YamlNode.Scalar s && isTrue(s);
      return bare
          ? Optional.empty()
          : Optional.of(
              editor.listed(entry)
                  ? editor.withoutValue(column.args(), entry)
                  : editor.bare(entry.value(), "true"));
    }
    return entry.value() instanceof YamlNode.Scalar s && s.text().equals(value)
        ? Optional.empty()
        : Optional.of(editor.value(entry.value(), value));
  }

  private static boolean isTrue(YamlNode.Scalar scalar) {
    return scalar.json().isBoolean() && scalar.json().booleanValue();
  }

  /// The flag that was meant: the same letters with other separators, or with one slip.
  private Optional<Fix> renamed(Entry entry) {
    var version = column.versions().getFirst();
    var near = version.flags().nearest(entry.key()).filter(flag -> slip(entry.key(), flag));
    if (near.isEmpty() || writtenElsewhere(near.get(), entry)) {
      return Optional.empty();
    }
    var value = column.read().args().getOrDefault(entry.key(), "");
    var layer = FlagLayer.recipe("args", Map.of(near.get(), value));
    var clean =
        column.versions().stream()
            .allMatch(
                v -> FlagLayers.merge(column.context(v), List.of(layer)).problems().isEmpty());
    return clean
        ? Noted.fix("write " + near.get(), editor.key(entry, near.get()))
        : Optional.empty();
  }

  static boolean slip(String written, String meant) {
    var a = plain(written);
    var b = plain(meant);
    var head = 0;
    while (head < Math.min(a.length(), b.length()) && a.charAt(head) == b.charAt(head)) {
      head++;
    }
    var tail = 0;
    while (tail < Math.min(a.length(), b.length()) - head
        && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
      tail++;
    }
    return Math.max(a.length(), b.length()) - head - tail <= 1;
  }

  private static String plain(String flag) {
    return flag.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }
}
