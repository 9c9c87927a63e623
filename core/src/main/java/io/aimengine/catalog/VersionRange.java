package io.aimengine.catalog;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The versions of an engine that a recipe is for: one (`0.33.0`), or a range whose conditions all
/// hold (`>=0.32,<0.34`; also `>`, `<=`, `==`, `!=`). A version without a label means its release
/// for every platform, one with a label (`0.32.0+cpu`) that build only.
public record VersionRange(String text, List<Condition> conditions) {
  private static final Pattern CONDITION =
      Pattern.compile("(>=|<=|==|!=|>|<|)\\s*([vb]?\\d[A-Za-z0-9.]*(?:\\+[A-Za-z0-9.]+)?)");

  /// One comparison with a version.
  public record Condition(String operator, String version) {
    boolean holds(String candidate) {
      var order = Versions.compare(candidate, version);
      return switch (operator) {
        case ">=" -> order >= 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case "<" -> order < 0;
        case "!=" -> !same(candidate, order);
        default -> same(candidate, order);
      };
    }

    private boolean same(String candidate, int order) {
      return order == 0 && (!version.contains("+") || version.equalsIgnoreCase(candidate));
    }
  }

  public VersionRange {
    conditions = List.copyOf(conditions);
  }

  /// What `text` says; a text that says nothing readable holds no version.
  public static VersionRange of(String text) {
    return new VersionRange(text.strip(), conditions(text));
  }

  private static List<Condition> conditions(String text) {
    var conditions = new ArrayList<Condition>();
    for (var part : text.split(",", -1)) {
      var matcher = CONDITION.matcher(part.strip());
      if (!matcher.matches()) {
        return List.of();
      }
      conditions.add(new Condition(matcher.group(1), matcher.group(2)));
    }
    return conditions;
  }

  /// Whether the text is a version or a range at all.
  public boolean readable() {
    return !conditions.isEmpty();
  }

  /// Whether it names one version rather than a range.
  public boolean exact() {
    return conditions.size() == 1
        && (conditions.getFirst().operator().isEmpty()
            || conditions.getFirst().operator().equals("=="));
  }

  public boolean contains(String version) {
    return readable() && conditions.stream().allMatch(condition -> condition.holds(version));
  }

  /// The versions of a catalog that it holds, newest first.
  public List<EngineVersion> in(Catalog catalog, Engine engine) {
    return catalog.engines().stream()
        .filter(known -> known.engine() == engine && contains(known.version()))
        .toList();
  }

  /// The newest of them that is built for a platform; where there is none, the newest of all.
  public Optional<EngineVersion> newest(Catalog catalog, Engine engine, Platform platform) {
    var held = in(catalog, engine);
    return held.stream()
        .filter(version -> version.platform() == platform)
        .findFirst()
        .or(() -> held.stream().findFirst());
  }

  @Override
  public String toString() {
    return text;
  }
}
