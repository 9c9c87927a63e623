package io.aimengine.embedded.http;

/// The two forms a completion is written in: chat and text.
enum Shape {
  CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk"),
  TEXT("cmpl-", "text_completion", "text_completion");

  final String idPrefix;
  final String wholeObject;
  final String chunkObject;

  Shape(String idPrefix, String wholeObject, String chunkObject) {
    this.idPrefix = idPrefix;
    this.wholeObject = wholeObject;
    this.chunkObject = chunkObject;
  }
}
