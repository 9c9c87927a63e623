package io.aimengine.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose request's head is not whole in time, however steadily it drips. Sits
/// before the HTTP decoder, which does not tell that it waits.
final class HeadDeadline extends ChannelInboundHandlerAdapter {
  private static final String NAME = "head-deadline";

  private final Duration limit;
  private boolean reading = true;
  private @Nullable ScheduledFuture<?> deadline;

  private HeadDeadline(Duration limit) {
    this.limit = limit;
  }

  /// Watches a connection from its opening on.
  static void watch(HttpConnection connection, Duration limit) {
    if (connection instanceof ConnectionBase base) {
      var handler = new HeadDeadline(limit);
      var pipeline = base.channel().pipeline();
      var tls = pipeline.context(SslHandler.class);
      if (tls == null) {
        pipeline.addFirst(NAME, handler);
      } else {
        pipeline.addAfter(tls.name(), NAME, handler);
      }
      handler.arm(base.channelHandlerContext());
    }
  }

  /// A head is whole: what comes now is a body, and has limits of its own.
  static void headIsThere(HttpConnection connection) {
    if (connection instanceof ConnectionBase base
        && base.channel().pipeline().get(NAME) instanceof HeadDeadline handler) {
      handler.disarm();
      handler.reading = false;
    }
  }

  /// The answer is out: the next byte begins another head.
  static void awaitsHead(HttpConnection connection) {
    if (connection instanceof ConnectionBase base
        && base.channel().pipeline().get(NAME) instanceof HeadDeadline handler) {
      handler.reading = true;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (reading && deadline == null && message instanceof ByteBuf) {
      arm(context);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    disarm();
    context.fireChannelInactive();
  }

  private void arm(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> context.channel().unsafe().closeForcibly(),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
