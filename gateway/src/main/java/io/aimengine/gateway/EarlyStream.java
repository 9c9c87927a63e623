package io.aimengine.gateway;

import io.aimengine.openai.ApiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/// The head of a stream whose engine has nothing to say yet, and comments from time to time, so
/// that neither the client nor a proxy between takes the silence for an end. From then on a failure
/// is an event in the stream.
final class EarlyStream {
  private static final Buffer BEAT = Buffer.buffer(": waiting\n\n");

  private final HttpServerResponse response;
  private final long interval;
  private long last;

  private EarlyStream(HttpServerResponse response, long interval, long now) {
    this.response = response;
    this.interval = interval;
    this.last = now;
  }

  /// Sends the head and a first comment; `interval` in nanoseconds is the time between comments.
  static EarlyStream open(HttpServerResponse response, String requestId, long interval, long now) {
    response
        .setStatusCode(200)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-cache")
        .putHeader(Headers.REQUEST_ID, requestId)
        .setChunked(true)
        .write(BEAT);
    return new EarlyStream(response, interval, now);
  }

  /// Somebody else has sent the head of a stream.
  static EarlyStream after(HttpServerResponse response, long interval, long now) {
    return new EarlyStream(response, interval, now);
  }

  void beat(long now) {
    if (now - last >= interval && !response.writeQueueFull()) {
      last = now;
      response.write(BEAT);
    }
  }

  void fail(ErrorForm form, ApiError error) {
    response.end(Buffers.wrap(form.event(error)));
  }
}
