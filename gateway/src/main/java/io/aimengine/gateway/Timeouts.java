package io.aimengine.gateway;

import java.time.Duration;

/// How long the gateway waits for others. `head` for a whole request head, `body` between two
/// pieces of a request's body, `connect` for an engine to accept, `firstByte` for the first byte of
/// its answer, `stall` between two pieces of it, `slowClient` for a client that takes nothing of
/// what is there for it, `idle` for the next request on a connection, `quietHead` until the head of
/// an answer goes out without a first piece, `heartbeat` between two comments in a stream that has
/// nothing to say yet, `drain` for what runs when the gateway stops.
public record Timeouts(
    Duration head,
    Duration body,
    Duration connect,
    Duration firstByte,
    Duration stall,
    Duration slowClient,
    Duration idle,
    Duration quietHead,
    Duration heartbeat,
    Duration drain) {

  /// A model that thinks for long may take ten minutes to a first byte, as OpenAI's clients allow.
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
}
