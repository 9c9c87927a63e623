package io.aimengine.benchmarks.routing;

import java.util.List;

/// A request as a routing rule sees it.
record Arrival(long number, List<Segment> prompt) {

  /// What an OpenAI client would send.
  String body() {
    var messages = new StringBuilder();
    for (var segment : prompt) {
      messages
          .append(messages.isEmpty() ? "" : ",")
          .append("{\"role\":\"")
          .append(segment.role().name().toLowerCase(java.util.Locale.ROOT))
          .append("\",\"content\":\"")
          .append(segment.text())
          .append("\"}");
    }
    return "{\"model\":\"model\",\"messages\":[" + messages + "],\"stream\":true}";
  }

  /// The first characters of it.
  String firstUserMessage() {
    return prompt.stream()
        .filter(segment -> segment.role() == Segment.Role.USER)
        .findFirst()
        .map(segment -> segment.text(128))
        .orElse("");
  }
}
