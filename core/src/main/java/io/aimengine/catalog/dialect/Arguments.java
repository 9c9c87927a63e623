package io.aimengine.catalog.dialect;

import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import io.aimengine.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Engine arguments in the ways that recipes write them, as flags with values.
final class Arguments {
  private static final Pattern FLAG = Pattern.compile("--?[A-Za-z][A-Za-z0-9._-]*");

  private Arguments() {}

  /// `max_model_len: 32768` becomes `--max-model-len: 32768`; a null says nothing.
  static Mapping named(Mapping written) {
    var args = new LinkedHashMap<String, Entry>();
    for (var entry : written.entries().values()) {
      if (!(entry.value() instanceof YamlNode.Scalar s && s.json().isNull())) {
        var flag = flag(entry.key());
        args.put(flag, new Entry(flag, entry.keyMark(), entry.value()));
      }
    }
    return new Mapping(args, written.mark());
  }

  static String flag(String written) {
    return written.startsWith("-") ? written : "--" + written.replace('_', '-');
  }

  /// `["--max-model-len", "32768", "--trust-remote-code"]`, also with `=` or a blank between.
  static Mapping listed(Sequence written, Form form) {
    var args = new LinkedHashMap<String, Entry>();
    var values = new ArrayList<YamlNode>();
    var flag = new ArrayList<YamlNode.Scalar>();
    for (var item : written.items()) {
      if (!(item instanceof YamlNode.Scalar scalar)) {
        form.problem("recipe.argument", item.mark(), "an argument is text", "");
      } else if (FLAG.matcher(head(scalar)).matches()) {
        close(flag, values, args, form);
        flag.add(scalar);
      } else if (flag.isEmpty()) {
        var message = "\"" + scalar.text() + "\" belongs to no flag";
        form.problem("recipe.argument", scalar.mark(), message, "flags begin with --");
      } else {
        values.add(scalar);
      }
    }
    close(flag, values, args, form);
    return new Mapping(args, written.mark());
  }

  private static String head(YamlNode.Scalar item) {
    return item.text().strip().split("[=\\s]", 2)[0];
  }

  private static void close(
      List<YamlNode.Scalar> flags, List<YamlNode> values, Map<String, Entry> args, Form form) {
    if (flags.isEmpty()) {
      return;
    }
    var item = flags.getFirst();
    var parts = item.text().strip().split("[=\\s]+", 2);
    var value = parts.length == 1 ? value(item, values) : Form.words(parts[1], item.mark());
    if (args.put(parts[0], new Entry(parts[0], item.mark(), value)) != null) {
      form.problem(
          "launch.flag-twice", item.mark(), parts[0] + " is here twice", "keep one of them");
    }
    flags.clear();
    values.clear();
  }

  private static YamlNode value(YamlNode.Scalar flag, List<YamlNode> values) {
    if (values.isEmpty()) {
      return Form.truth(flag.mark());
    }
    if (values.size() == 1) {
      return values.getFirst();
    }
    var words = values.stream().map(v -> Form.text(v).orElse("")).toList();
    return Form.words(String.join(" ", words), values.getFirst().mark());
  }

  /// Variables as Kubernetes lists them; one whose value comes from a cluster object is left out.
  static Mapping variables(Sequence written, Form form) {
    var variables = new LinkedHashMap<String, Entry>();
    for (var item : written.items()) {
      var part = form.part("env", item);
      var name = part.take("name");
      var text = name.flatMap(n -> Form.text(n.value()));
      var value = part.take("value");
      if (text.isEmpty()) {
        form.problem("catalog.schema", item.mark(), "a variable has no name", "");
      } else if (value.isPresent()) {
        var key = name.get().value().mark();
        variables.put(text.get(), new Entry(text.get(), key, value.get().value()));
      } else {
        form.note("env " + text.get() + " is left out: its value comes from a cluster's object");
      }
    }
    return new Mapping(variables, written.mark());
  }
}
