package io.aimengine.gateway.routing;

import java.util.Optional;

/// A request on its way: to which replica, and under which name the engine knows the model. Every
/// dispatch is ended exactly once, by `retry` or `end`; further calls change nothing.
public interface Dispatch {
  Endpoint endpoint();

  Variant variant();

  Replica replica();

  /// What the body's `model` must say for this engine.
  String model();

  /// Bytes of the prompt that the replica is thought to have in its prefix cache.
  int cachedBytes();

  /// Where a copy should go too.
  Optional<Copy> copy();

  /// The first byte of the answer's body is there: the engine is done with the prompt. May be left
  /// out where there is no stream.
  void answering();

  /// A mirrored request: nobody waits for its answer.
  record Copy(Replica replica, String model) {}

  /// Ends this attempt, of which the client got no byte, and names another replica if the outcome
  /// is worth one, another is there, and the retry budget allows it.
  Optional<Dispatch> retry(Outcome outcome, long now);

  /// The attempt is over, answer and all.
  void end(Outcome outcome, long now);
}
