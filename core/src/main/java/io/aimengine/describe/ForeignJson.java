package io.aimengine.describe;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/// Reads JSON that others wrote: bounded in depth and length, with the `Infinity` that some
/// config.json files carry.
final class ForeignJson {
  private static final JsonMapper MAPPER = mapper();

  private ForeignJson() {}

  private static JsonMapper mapper() {
    var mapper = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(64)
                .maxStringLength(4 << 20)
                .maxNumberLength(100)
                .build());
    return mapper;
  }

  /// The object in a text, or nothing when there is none.
  static Optional<JsonNode> object(String text) {
    try {
      return Optional.ofNullable(MAPPER.readTree(text)).filter(JsonNode::isObject);
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /// Why there is no object in a text.
  static String problem(String text) {
    if (text.isBlank()) {
      return "it is empty, no JSON";
    }
    try {
      return "it is no JSON object but of type " + MAPPER.readTree(text).getNodeType();
    } catch (JacksonException e) {
      var place = e.getLocation();
      return place == null
          ? "it is no JSON"
          : "it is no JSON at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
  }
}
