package io.aimengine.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.openai.ApiError;
import io.aimengine.openai.SseEvents;
import java.nio.charset.StandardCharsets;

/// How the clients of an API read errors, as an answer and as the last event of a stream.
enum ErrorForm {
  OPENAI {
    @Override
    byte[] body(ApiError error) {
      return error.toJson();
    }

    @Override
    byte[] event(ApiError error) {
      return SseEvents.event(error.toJson());
    }
  },
  RESPONSES {
    @Override
    byte[] body(ApiError error) {
      return error.toJson();
    }

    @Override
    byte[] event(ApiError error) {
      var json = JsonNodeFactory.instance.objectNode().put("type", "error");
      json.put("code", code(error)).put("message", error.message()).putNull("param");
      return named("error", json);
    }
  },
  ANTHROPIC {
    @Override
    byte[] body(ApiError error) {
      return bytes(json(error));
    }

    @Override
    byte[] event(ApiError error) {
      return named("error", json(error));
    }

    private ObjectNode json(ApiError error) {
      var json = JsonNodeFactory.instance.objectNode().put("type", "error");
      var type =
          switch (error.status()) {
            case 400, 413, 415 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404, 405 -> "not_found_error";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> "api_error";
          };
      json.putObject("error").put("type", type).put("message", error.message());
      return json;
    }
  };

  abstract byte[] body(ApiError error);

  /// The last event of a stream that broke off, ready to be written.
  abstract byte[] event(ApiError error);

  private static String code(ApiError error) {
    return error.code().isEmpty() ? error.type() : error.code();
  }

  private static byte[] named(String event, ObjectNode json) {
    return ("event: " + event + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
