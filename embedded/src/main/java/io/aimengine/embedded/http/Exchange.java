package io.aimengine.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import io.aimengine.openai.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;

/// One request and its answer.
final class Exchange implements AutoCloseable {

  /// A body over the limit is read and dropped up to here, so that its sender can read the answer.
  private static final long MAX_DRAINED_BYTES = 64L << 20;

  private final HttpExchange http;
  private boolean started;

  Exchange(HttpExchange http) {
    this.http = http;
  }

  String method() {
    return http.getRequestMethod();
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  /// The whole body.
  byte[] body(int limit) throws IOException {
    InputStream in = http.getRequestBody();
    OptionalLong declared = declaredLength();
    if (declared.isPresent() && declared.getAsLong() > limit) {
      drain(in);
      throw new RefusedException(ApiError.bodyTooLarge(limit));
    }
    byte[] body = in.readNBytes(limit + 1);
    if (body.length > limit) {
      drain(in);
      throw new RefusedException(ApiError.bodyTooLarge(limit));
    }
    return body;
  }

  private OptionalLong declaredLength() {
    String header = http.getRequestHeaders().getFirst("Content-Length");
    try {
      return header == null
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(header.strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static void drain(InputStream in) throws IOException {
    byte[] dropped = new byte[16384];
    long left = MAX_DRAINED_BYTES;
    while (left > 0) {
      int count = in.read(dropped);
      if (count < 0) {
        return;
      }
      left -= count;
    }
  }

  void header(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  void send(int status, String contentType, byte[] body) throws IOException {
    header("Content-Type", contentType);
    started = true;
    boolean headOnly = method().equals("HEAD");
    http.sendResponseHeaders(status, headOnly || body.length == 0 ? -1 : body.length);
    if (!headOnly) {
      http.getResponseBody().write(body);
    }
    http.close();
  }

  void sendJson(int status, byte[] json) throws IOException {
    send(status, "application/json", json);
  }

  /// Sends the head of an answer whose length is not known yet.
  void startChunks(String contentType) throws IOException {
    header("Content-Type", contentType);
    started = true;
    http.sendResponseHeaders(200, 0);
  }

  /// Writes a chunk and lets it go out at once; fails when the client has gone.
  void chunk(byte[] bytes) throws IOException {
    OutputStream out = http.getResponseBody();
    out.write(bytes);
    out.flush();
  }

  boolean isStarted() {
    return started;
  }

  @Override
  public void close() {
    http.close();
  }
}
