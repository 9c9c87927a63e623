package io.aimengine.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What an engine is asked for through the gateway. Nothing else of an engine can be reached: a
/// path that is not here, letter for letter, leads nowhere.
enum Operation {
  CHAT("/v1/chat/completions", "chat", Body.JSON, ErrorForm.OPENAI),
  COMPLETIONS("/v1/completions", "text_completion", Body.JSON, ErrorForm.OPENAI),
  EMBEDDINGS("/v1/embeddings", "embeddings", Body.JSON, ErrorForm.OPENAI),
  RESPONSES("/v1/responses", "chat", Body.JSON, ErrorForm.RESPONSES),
  MESSAGES("/v1/messages", "chat", Body.JSON, ErrorForm.ANTHROPIC),
  RERANK("/v1/rerank", "rerank", Body.JSON, ErrorForm.OPENAI),
  SCORE("/v1/score", "score", Body.JSON, ErrorForm.OPENAI),
  TOKENIZE("/tokenize", "tokenize", Body.JSON, ErrorForm.OPENAI),
  DETOKENIZE("/detokenize", "detokenize", Body.JSON, ErrorForm.OPENAI),
  TRANSCRIPTIONS("/v1/audio/transcriptions", "transcription", Body.MULTIPART, ErrorForm.OPENAI);

  /// How a request carries the name of its model.
  enum Body {
    JSON,
    MULTIPART
  }

  private static final Map<String, Operation> BY_PATH = byPath();

  private final String path;
  private final String telemetryName;
  private final Body body;
  private final ErrorForm errors;

  Operation(String path, String telemetryName, Body body, ErrorForm errors) {
    this.path = path;
    this.telemetryName = telemetryName;
    this.body = body;
    this.errors = errors;
  }

  private static Map<String, Operation> byPath() {
    var all = new HashMap<String, Operation>();
    for (var operation : values()) {
      all.put(operation.path, operation);
    }
    return Map.copyOf(all);
  }

  /// The path exactly as it was sent, without its query.
  static Optional<Operation> of(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  String path() {
    return path;
  }

  /// As `gen_ai.operation.name` of OpenTelemetry has it.
  String telemetryName() {
    return telemetryName;
  }

  Body body() {
    return body;
  }

  ErrorForm errors() {
    return errors;
  }

  /// Whether its answer may be a stream of events that bears comments before the first.
  boolean streams() {
    return this == CHAT || this == COMPLETIONS || this == RESPONSES || this == MESSAGES;
  }

  /// Whether `stream_options` may be asked for.
  boolean takesStreamOptions() {
    return this == CHAT || this == COMPLETIONS;
  }
}
