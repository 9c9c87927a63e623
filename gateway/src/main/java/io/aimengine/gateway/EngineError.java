package io.aimengine.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.gateway.routing.Outcome;
import io.aimengine.openai.ApiError;
import java.io.IOException;

/// What an engine's error says, for a client that has the head of a stream already.
final class EngineError {
  /// The longest that is read.
  static final int LONGEST = 64 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private EngineError() {}

  /// As OpenAI, vLLM and Anthropic write them: in `error`, or at the top. Our own words where the
  /// body is none of these.
  static ApiError read(int status, byte[] body) {
    try {
      var json = JSON.readTree(body);
      var error = json.path("error").isObject() ? json.path("error") : json;
      var message = error.path("message").asText();
      if (!message.isEmpty()) {
        return new ApiError(
            status, text(error, "type"), text(error, "code"), text(error, "param"), message);
      }
    } catch (IOException e) {
      // no JSON
    }
    return Refusals.engine(Outcome.FAILED);
  }

  private static String text(JsonNode error, String field) {
    return error.path(field).isNull() ? "" : error.path(field).asText();
  }
}
