package io.aimengine.gateway;

import io.aimengine.gateway.routing.Outcome;
import io.aimengine.gateway.wire.MalformedException;
import io.aimengine.openai.ApiError;

/// What the gateway itself says when a request cannot be served. None of it quotes the request's
/// content, or tells where an engine runs.
final class Refusals {
  private Refusals() {}

  static ApiError malformed(MalformedException e) {
    return new ApiError(
        400, "invalid_request_error", "invalid_body", e.field(), String.valueOf(e.getMessage()));
  }

  static ApiError noModel() {
    return new ApiError(
        400,
        "invalid_request_error",
        "missing_model",
        "model",
        "The request names no model: `model` must be a string.");
  }

  static ApiError noResponse() {
    return new ApiError(
        404,
        "invalid_request_error",
        "response_not_found",
        "",
        "No response with this id is known here: it was not stored, or too long ago.");
  }

  static ApiError encoded() {
    return new ApiError(
        415,
        "invalid_request_error",
        "unsupported_content_encoding",
        "",
        "Compressed request bodies are not taken: send it without Content-Encoding.");
  }

  static ApiError badHead(String what) {
    return new ApiError(400, "invalid_request_error", "invalid_request", "", what);
  }

  static ApiError slowBody() {
    return new ApiError(
        408, "invalid_request_error", "request_timeout", "", "The request's body stopped coming.");
  }

  static ApiError full() {
    return ApiError.unavailable(
        "gateway_full", "The gateway holds as many request bodies as it may; try again.");
  }

  /// The engine gave no answer, or a broken one.
  static ApiError engine(Outcome outcome) {
    return switch (outcome) {
      case TIMED_OUT ->
          new ApiError(
              504,
              "server_error",
              "engine_timeout",
              "",
              "The engine gave no answer in time. Nothing of it was lost on the way; try again.");
      case UNREACHABLE ->
          new ApiError(
              502,
              "server_error",
              "engine_unreachable",
              "",
              "The engine could not be reached, or closed the connection without an answer.");
      case BROKEN, FAILED, UNAVAILABLE, ANSWERED, CANCELLED ->
          new ApiError(
              502,
              "server_error",
              "engine_failed",
              "",
              "The engine broke off before its answer was complete.");
    };
  }
}
