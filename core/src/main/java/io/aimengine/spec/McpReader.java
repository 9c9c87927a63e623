package io.aimengine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/// Keeps the MCP fields, which nothing serves yet, and says so.
final class McpReader {
  private McpReader() {}

  static Map<String, JsonNode> read(Section spec) {
    var kept = new TreeMap<String, JsonNode>();
    keep(spec, "mcp", kept);
    keep(spec, "mcpEnabled", kept);
    keep(WishesReader.recipe(spec), "mcpEnabled", kept);
    keep(spec.section("monitoring"), "mcpMetrics", kept);
    return kept;
  }

  private static void keep(Section section, String key, Map<String, JsonNode> kept) {
    var value = section.raw(key);
    value.ifPresent(v -> kept.put(section.path(key), v));
    if (value.filter(v -> !v.isBoolean() || v.asBoolean()).isPresent()) {
      section
          .findings()
          .warning(
              "spec.mcp-unsupported",
              section.path(key),
              section.mark(key),
              "MCP is not served yet: this is kept and has no effect",
              "");
    }
  }
}
