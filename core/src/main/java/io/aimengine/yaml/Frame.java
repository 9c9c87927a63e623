package io.aimengine.yaml;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;

/// A collection that is still being read.
abstract sealed class Frame {
  final Mark mark;
  Optional<Anchor> anchor = Optional.empty();
  int nodes;
  int height;

  private Frame(Mark mark) {
    this.mark = mark;
  }

  abstract String tag();

  abstract Optional<Problem> add(YamlNode node);

  abstract YamlNode build();

  static final class OfSequence extends Frame {
    private final List<YamlNode> items = new ArrayList<>();

    OfSequence(Mark mark) {
      super(mark);
    }

    @Override
    String tag() {
      return "tag:yaml.org,2002:seq";
    }

    @Override
    Optional<Problem> add(YamlNode node) {
      items.add(node);
      return Optional.empty();
    }

    @Override
    YamlNode build() {
      return new YamlNode.Sequence(items, mark);
    }
  }

  static final class OfMapping extends Frame {
    private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    private @Nullable YamlNode key;

    OfMapping(Mark mark) {
      super(mark);
    }

    @Override
    String tag() {
      return "tag:yaml.org,2002:map";
    }

    @Override
    Optional<Problem> add(YamlNode node) {
      var pending = key;
      if (pending == null) {
        key = node;
        return Optional.empty();
      }
      key = null;
      return switch (pending) {
        case YamlNode.Scalar scalar -> put(scalar, node);
        case YamlNode.Mapping m -> Optional.of(notAKey(m.mark(), "a mapping"));
        case YamlNode.Sequence s -> Optional.of(notAKey(s.mark(), "a list"));
      };
    }

    private Optional<Problem> put(YamlNode.Scalar scalar, YamlNode value) {
      var text = scalar.text();
      var earlier = entries.get(text);
      if (earlier != null) {
        var first = earlier.keyMark();
        var message = "the key %s is here twice, first in line %d".formatted(text, first.line());
        return Optional.of(
            Problem.error("yaml.duplicate-key", "", scalar.mark(), message, "keep one of them"));
      }
      entries.put(text, new YamlNode.Entry(text, scalar.mark(), value));
      if (text.equals("<<")) {
        return Optional.of(
            Problem.error(
                "yaml.merge-key",
                "",
                scalar.mark(),
                "merge keys (<<) are not part of YAML 1.2",
                "write the fields out"));
      }
      return scalar.json().isTextual()
          ? Optional.empty()
          : Optional.of(notAKey(scalar.mark(), text.isEmpty() ? "empty" : text));
    }

    private static Problem notAKey(Mark mark, String what) {
      var hint = what.startsWith("a ") ? "keys are plain words" : "put it in quotes";
      return Problem.error("yaml.key", "", mark, "a key must be text, not " + what, hint);
    }

    @Override
    YamlNode build() {
      return new YamlNode.Mapping(entries, mark);
    }
  }
}
