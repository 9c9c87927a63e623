package io.aimengine.gateway;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/// Bytes as Vert.x wants them, without a copy.
final class Buffers {
  private Buffers() {}

  /// The caller changes the bytes no more.
  static Buffer wrap(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }
}
