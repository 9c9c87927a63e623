package io.aimengine.embedded.model;

/// Why a generation ended.
public enum Finish {
  STOP,
  LENGTH,
  ABORT,
  ERROR;

  /// As OpenAI and vLLM's metrics write it.
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
