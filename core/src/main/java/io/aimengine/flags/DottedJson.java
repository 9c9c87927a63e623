package io.aimengine.flags;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Flag;
import java.util.List;
import java.util.Set;

/// vLLM's `--json-flag.key.key value`: folded into the flag's one JSON object, since the parser
/// lets a dotted form silently replace the whole object given before it.
final class DottedJson {
  /// JSON objects that vLLM also lets be a word, so that its parser calls them text.
  private static final Set<String> OBJECTS =
      Set.of("--hf-overrides", "--additional-config", "--model-loader-extra-config");

  private DottedJson() {}

  static boolean takes(Flag flag) {
    return flag.type() == Flag.Type.JSON || OBJECTS.contains(flag.name());
  }

  /// `base` (JSON, or "" for none) with one more value at `keys`; a last key that ends in `+`
  /// appends the comma-separated items to a list.
  static String fold(String base, List<String> keys, String value) {
    var root = object(base);
    var at = root;
    for (var key : keys.subList(0, keys.size() - 1)) {
      at = at.get(key) instanceof ObjectNode child ? child : at.putObject(key);
    }
    var last = keys.getLast();
    if (last.endsWith("+")) {
      var list = at.withArray("/" + last.substring(0, last.length() - 1));
      List.of(value.split(",")).forEach(list::add);
    } else {
      at.set(last, node(value));
    }
    return root.toString();
  }

  private static ObjectNode object(String base) {
    try {
      return FlagValue.JSON.readTree(base) instanceof ObjectNode object
          ? object
          : FlagValue.JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      return FlagValue.JSON.createObjectNode();
    }
  }

  private static JsonNode node(String value) {
    try {
      return FlagValue.JSON.readTree(value);
    } catch (JsonProcessingException e) {
      var number = HumanInteger.parse(Engine.VLLM, value);
      var nodes = FlagValue.JSON.getNodeFactory();
      return number.isPresent() ? nodes.numberNode(number.getAsLong()) : nodes.textNode(value);
    }
  }
}
