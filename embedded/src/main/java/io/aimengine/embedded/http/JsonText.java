package io.aimengine.embedded.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/// JSON in, bounded, and JSON strings out.
final class JsonText {

  private static final int MAX_DEPTH = 64;

  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(64)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /// The fields of a request's body.
  static Fields object(byte[] body) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!node.isObject()) {
        throw RefusedException.badRequest("", "The request body must be a JSON object.");
      }
      return new Fields(node);
    } catch (JsonProcessingException e) {
      throw RefusedException.badRequest(
          "", "The request body is not valid JSON: " + forClients(e.getOriginalMessage()));
    } catch (java.io.CharConversionException e) {
      throw RefusedException.badRequest("", "The request body is not valid UTF-8.");
    }
  }

  /// Without what the parser adds for Java programmers: its own settings and source locations.
  static String forClients(String message) {
    return message.replaceAll("\\s*\\((?:start marker|[^()]*`).*$", "");
  }

  static void quote(StringBuilder into, String text) {
    into.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, into);
    into.append('"');
  }
}
