package io.aimengine.embedded.http;

import io.aimengine.openai.ApiError;

/// A request that is answered with an error.
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  RefusedException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  static RefusedException badRequest(String param, String message) {
    return new RefusedException(ApiError.badRequest(param, message));
  }

  ApiError error() {
    return error;
  }
}
