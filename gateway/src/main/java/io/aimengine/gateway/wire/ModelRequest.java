package io.aimengine.gateway.wire;

import java.util.Optional;

/// What the gateway knows of a request's body, and the few changes that it makes to it.
public sealed interface ModelRequest permits JsonRequest, MultipartRequest {
  /// A field of the top level; empty when there is none, or null.
  ///
  /// @throws MalformedException when it is something else than a text
  Optional<String> text(String field);

  boolean stream();

  /// Whether the client itself asked for a usage event at the end of its stream.
  boolean asksForUsage();

  /// How many tokens it lets the engine make, as far as it says.
  long mostTokens();

  /// The body for an engine that calls the model `model`, asking for usage where wanted.
  byte[] rewritten(String model, boolean withUsage);
}
