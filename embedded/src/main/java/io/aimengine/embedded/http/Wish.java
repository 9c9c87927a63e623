package io.aimengine.embedded.http;

import io.aimengine.embedded.model.Sampling;
import java.util.List;
import java.util.Optional;

/// What a completion request asks for, checked: everything but the prompt.
record Wish(
    String model,
    Sampling sampling,
    List<String> stops,
    int maxTokens,
    Optional<String> grammar,
    Delivery delivery,
    StreamUsage streamUsage) {

  /// In one piece or as events.
  enum Delivery {
    WHOLE,
    STREAM
  }

  /// Whether a stream ends with the usage.
  enum StreamUsage {
    INCLUDED,
    LEFT_OUT
  }

  Wish {
    stops = List.copyOf(stops);
  }
}
