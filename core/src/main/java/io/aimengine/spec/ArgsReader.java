package io.aimengine.spec;

import io.aimengine.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads engine flags, as a mapping or as a list of arguments. A switch (`true`, "" or nothing)
/// becomes "", one turned off becomes `false`, a list joins its items with a space, a mapping
/// becomes JSON. Whether the engine knows the flag is for the planner to say.
final class ArgsReader {
  private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][A-Za-z0-9._-]{0,99}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");

  private ArgsReader() {}

  static Map<String, String> read(Section section, String key) {
    return switch (section.value(key).orElse(null)) {
      case null -> Map.of();
      case YamlNode.Mapping mapping -> fromMapping(section, key, mapping);
      case YamlNode.Sequence list -> fromList(section, key, list.items());
      case YamlNode.Scalar scalar -> {
        section.bad("spec.type", key, "wanted a mapping of flags or a list of arguments", "");
        yield Map.of();
      }
    };
  }

  private static Map<String, String> fromMapping(
      Section section, String key, YamlNode.Mapping mapping) {
    var args = new LinkedHashMap<String, String>();
    for (var entry : mapping.entries().values()) {
      var flag = flag(entry.key());
      if (flag.isEmpty()) {
        notAFlag(section, key, entry.key());
      } else {
        args.put(flag, value(entry.value()));
      }
    }
    return args;
  }

  private static Map<String, String> fromList(Section section, String key, List<YamlNode> items) {
    var args = new LinkedHashMap<String, String>();
    var flag = "";
    for (var item : items) {
      var text = value(item).strip();
      if (FLAG.matcher(text.split("[=\\s]", 2)[0]).matches()) {
        var parts = text.split("[=\\s]+", 2);
        flag = parts[0];
        args.put(flag, parts.length > 1 ? parts[1] : "");
      } else if (flag.isEmpty()) {
        notAFlag(section, key, text);
      } else {
        var last = text;
        args.merge(flag, text, (old, more) -> old.isEmpty() ? last : old + " " + last);
      }
    }
    return args;
  }

  /// `--max-num-seqs` as written; `maxNumSeqs` and `max_num_seqs` get their dashes; else "".
  static String flag(String written) {
    if (FLAG.matcher(written).matches()) {
      return written;
    }
    if (!WORD.matcher(written).matches()) {
      return "";
    }
    var words = written.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-');
    return "--" + words.toLowerCase(java.util.Locale.ROOT);
  }

  private static String value(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar s when s.json().isNull() -> "";
      case YamlNode.Scalar s when s.json().isBoolean() -> s.json().asBoolean() ? "" : "false";
      case YamlNode.Scalar s -> s.text();
      case YamlNode.Sequence list -> joined(list);
      case YamlNode.Mapping mapping -> mapping.toJson().toString();
    };
  }

  /// Words joined by blanks; a JSON array when an item is more than a word.
  private static String joined(YamlNode.Sequence list) {
    var items = list.items().stream().map(ArgsReader::value).toList();
    var words = items.stream().allMatch(i -> !i.isEmpty() && i.chars().noneMatch(c -> c <= ' '));
    return words && list.items().stream().allMatch(YamlNode.Scalar.class::isInstance)
        ? String.join(" ", items)
        : list.toJson().toString();
  }

  private static void notAFlag(Section section, String key, String written) {
    section.bad(
        "spec.args",
        key,
        "'%s' is not an engine flag".formatted(Wording.shortened(written)),
        "flags begin with --, such as --max-num-seqs");
  }
}
