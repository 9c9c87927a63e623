package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// Reads `response_format`: text, any JSON object, or JSON of a schema.
final class ResponseFormat {

  private static final String FIELD = "response_format";

  private ResponseFormat() {}

  /// The grammar that the answer must follow; none for text.
  static Optional<String> grammar(Fields fields) {
    if (fields.find(FIELD).isEmpty()) {
      return Optional.empty();
    }
    Fields format = fields.object(FIELD);
    return switch (format.body().path("type").asText()) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of(SchemaGrammar.anyObject());
      case "json_schema" -> Optional.of(ofSchema(format));
      default ->
          throw RefusedException.badRequest(
              FIELD, "'response_format.type' must be text, json_object or json_schema.");
    };
  }

  private static String ofSchema(Fields format) {
    JsonNode schema = format.body().path("json_schema").path("schema");
    try {
      return SchemaGrammar.of(schema);
    } catch (SchemaGrammar.UnsupportedSchemaException e) {
      throw RefusedException.badRequest(FIELD, "'response_format.json_schema.schema': " + e.what());
    }
  }
}
