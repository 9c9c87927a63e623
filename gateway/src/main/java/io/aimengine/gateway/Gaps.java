package io.aimengine.gateway;

/// Is told of the time between two pieces of a stream, in nanoseconds; on the hot path.
interface Gaps {
  void gap(long nanos);
}
