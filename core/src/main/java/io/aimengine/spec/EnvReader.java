package io.aimengine.spec;

import io.aimengine.spec.EnvVar.Source;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `env`, as Kubernetes writes it or as a mapping of names to values. A secret in plain text
/// is refused: it would end in logs and in objects that many may read.
final class EnvReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,199}");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(.*_)?(token|password|passwd|secret|api_?key|access_key|secret_key|private_key)");

  private EnvReader() {}

  static List<EnvVar> read(Section spec) {
    var env = new ArrayList<EnvVar>();
    if (spec.isMapping("env")) {
      var mapping = spec.section("env");
      for (var name : mapping.keys()) {
        literal(mapping, name)
            .flatMap(value -> variable(mapping, name, name, Optional.of(value)))
            .ifPresent(env::add);
      }
      return env;
    }
    var names = new HashSet<String>();
    for (var section : spec.sections("env")) {
      var name = section.text("name");
      if (name.isEmpty()) {
        section.bad("spec.missing", "name", "a variable has no name", "");
      } else if (!names.add(name.get())) {
        section.bad("spec.duplicate", "name", name.get() + " is here twice", "keep one of them");
      }
      var source = source(section);
      name.flatMap(n -> variable(section, "name", n, source)).ifPresent(env::add);
    }
    return env;
  }

  private static Optional<EnvVar> variable(
      Section section, String key, String name, Optional<Source> source) {
    if (!NAME.matcher(name).matches()) {
      return section.bad(
          "spec.env-name",
          key,
          "'%s' is not a variable's name".formatted(Wording.shortened(name)),
          "letters, digits and _");
    }
    if (source.orElse(null) instanceof EnvVar.Literal(var value)
        && !value.isEmpty()
        && SECRET.matcher(name).matches()) {
      return section.bad(
          "spec.secret-in-manifest",
          key,
          "%s carries a secret in plain text".formatted(name),
          "use valueFrom.secretKeyRef; on this machine set %s in the environment".formatted(name));
    }
    return source.map(s -> new EnvVar(name, s));
  }

  private static Optional<Source> source(Section section) {
    var value = literal(section, "value");
    if (!section.has("valueFrom")) {
      return value.or(
          () -> section.has("value") ? Optional.empty() : Optional.of(new EnvVar.Literal("")));
    }
    var from = section.section("valueFrom");
    var secret = from.section("secretKeyRef");
    var config = from.section("configMapKeyRef");
    var field = from.section("fieldRef").ignore("apiVersion");
    var resource = from.section("resourceFieldRef").ignore("containerName", "divisor");
    var sources =
        Stream.of(
                value,
                keyed(secret).<Source>map(k -> new EnvVar.Secret(k.name(), k.key(), k.optional())),
                keyed(config)
                    .<Source>map(k -> new EnvVar.ConfigMap(k.name(), k.key(), k.optional())),
                field.text("fieldPath").<Source>map(EnvVar.Field::new),
                resource.text("resource").<Source>map(EnvVar.Resource::new))
            .flatMap(Optional::stream)
            .toList();
    return sources.size() == 1
        ? Optional.of(sources.getFirst())
        : section.bad(
            "spec.env-source",
            "valueFrom",
            "a variable has one source, found " + sources.size(),
            "value, or one of secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef");
  }

  private record Keyed(String name, String key, boolean optional) {}

  private static Optional<Keyed> keyed(Section ref) {
    var name = ref.text("name");
    var key = ref.text("key");
    var optional = ref.bool("optional").orElse(false);
    return name.flatMap(n -> key.map(k -> new Keyed(n, k, optional)));
  }

  /// Numbers and booleans keep their spelling, as an environment has only text.
  private static Optional<Source> literal(Section section, String key) {
    var value = section.value(key);
    return switch (value.orElse(null)) {
      case null -> Optional.empty();
      case YamlNode.Scalar s -> Optional.of(new EnvVar.Literal(s.text()));
      case YamlNode.Mapping m -> section.bad("spec.type", key, "wanted text", "");
      case YamlNode.Sequence s -> section.bad("spec.type", key, "wanted text", "");
    };
  }
}
