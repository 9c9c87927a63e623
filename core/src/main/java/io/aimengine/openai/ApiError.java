package io.aimengine.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/// An error as OpenAI clients read it: `{"error":{"message","type","param","code"}}` and its HTTP
/// status. An empty `param` or `code` is written as null.
public record ApiError(int status, String type, String code, String param, String message) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// 400: the request itself is wrong; `param` names the field, or is empty.
  public static ApiError badRequest(String param, String message) {
    return new ApiError(400, "invalid_request_error", "", param, message);
  }

  /// 400: prompt and wished completion do not fit the context.
  public static ApiError contextLengthExceeded(String param, String message) {
    return new ApiError(400, "invalid_request_error", "context_length_exceeded", param, message);
  }

  public static ApiError modelNotFound(String model) {
    return new ApiError(
        404,
        "invalid_request_error",
        "model_not_found",
        "model",
        "The model `" + model + "` does not exist.");
  }

  public static ApiError pathNotFound(String method, String path) {
    return new ApiError(
        404, "invalid_request_error", "unknown_url", "", "Unknown URL: " + method + " " + path);
  }

  public static ApiError methodNotAllowed(String method, String path, String allowed) {
    return new ApiError(
        405,
        "invalid_request_error",
        "method_not_supported",
        "",
        method + " is not allowed on " + path + "; use " + allowed + ".");
  }

  public static ApiError bodyTooLarge(long limitBytes) {
    return new ApiError(
        413,
        "invalid_request_error",
        "request_too_large",
        "",
        "The request body is larger than " + limitBytes + " bytes.");
  }

  /// 503: come back later; loading, overloaded or draining.
  public static ApiError unavailable(String code, String message) {
    return new ApiError(503, "service_unavailable_error", code, "", message);
  }

  public static ApiError internal(String message) {
    return new ApiError(500, "server_error", "", "", message);
  }

  /// The body to send, in UTF-8.
  public byte[] toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode error = root.putObject("error");
    error.put("message", message);
    error.put("type", type);
    error.put("param", param.isEmpty() ? null : param);
    error.put("code", code.isEmpty() ? null : code);
    try {
      return JSON.writeValueAsBytes(root);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
