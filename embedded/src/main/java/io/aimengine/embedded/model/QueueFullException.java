package io.aimengine.embedded.model;

/// More requests wait than the engine accepts.
public final class QueueFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueueFullException(int limit) {
    super(limit + " requests wait already");
  }
}
