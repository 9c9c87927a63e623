package io.aimengine.embedded.llama;

/// The native library or the model file cannot be used; the message says why.
public final class LlamaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LlamaException(String message) {
    super(message);
  }

  LlamaException(String message, Throwable cause) {
    super(message, cause);
  }
}
