package io.aimengine.gateway;

import java.util.Optional;

/// Who is told of every request, beside the metrics.
public record Observers(Optional<AccessLog> log, Optional<Traces> traces) implements AutoCloseable {
  public static final Observers NONE = new Observers(Optional.empty(), Optional.empty());

  /// What they were told is written when this returns.
  @Override
  public void close() {
    log.ifPresent(AccessLog::close);
    traces.ifPresent(Traces::close);
  }
}
