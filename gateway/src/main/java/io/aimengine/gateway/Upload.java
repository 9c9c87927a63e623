package io.aimengine.gateway;

import io.aimengine.gateway.wire.FormScanner;
import io.aimengine.gateway.wire.MalformedException;
import io.aimengine.openai.ApiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A form whose model is known, the rest of which goes from the client to the engine as it comes.
/// Its beginning is kept until an engine takes it; from then on no other one can be asked.
final class Upload {
  /// What is smaller is kept whole, and can be sent to another replica.
  static final int FROM = 256 << 10;

  private final HttpServerRequest from;
  private final FormScanner form;
  private final int begun;
  private final long most;
  private final Consumer<ApiError> spoiled;
  private @Nullable HttpClientRequest to;
  private long received;
  private long lastPiece;
  private boolean waitsForEngine;
  private boolean over;

  /// Of a form of which `begun` bytes are there; `spoiled` is told what is wrong with the others.
  Upload(
      HttpServerRequest from, FormScanner form, int begun, long most, Consumer<ApiError> spoiled) {
    this.from = from;
    this.form = form;
    this.begun = begun;
    this.most = most;
    this.spoiled = spoiled;
    this.received = begun;
    from.pause();
  }

  /// Sends the beginning, as the engine is to have it, and then what comes.
  void flow(HttpClientRequest engine, byte[] beginning) {
    to = engine;
    lastPiece = System.nanoTime();
    var length = from.getHeader("content-length");
    if (length == null) {
      engine.setChunked(true);
    } else {
      var whole = Long.parseLong(length) - begun + beginning.length;
      engine.putHeader("content-length", Long.toString(whole));
    }
    engine.write(Buffers.wrap(beginning));
    from.handler(piece -> take(engine, piece));
    from.endHandler(v -> end(engine));
    from.resume();
  }

  private void take(HttpClientRequest engine, Buffer piece) {
    if (over) {
      return;
    }
    lastPiece = System.nanoTime();
    received += piece.length();
    if (received > most) {
      spoil(ApiError.bodyTooLarge(most));
      return;
    }
    var bytes = piece.getBytes();
    try {
      form.add(bytes, 0, bytes.length);
    } catch (MalformedException e) {
      spoil(Refusals.malformed(e));
      return;
    }
    engine.write(piece);
    if (engine.writeQueueFull()) {
      waitsForEngine = true;
      from.pause();
      engine.drainHandler(v -> {
        waitsForEngine = false;
        lastPiece = System.nanoTime();
        from.resume();
      });
    }
  }

  private void end(HttpClientRequest engine) {
    if (over) {
      return;
    }
    try {
      form.finish();
    } catch (MalformedException e) {
      spoil(Refusals.malformed(e));
      return;
    }
    over = true;
    engine.end();
  }

  private void spoil(ApiError error) {
    over = true;
    spoiled.accept(error);
  }

  /// Whether an engine has some of it.
  boolean flows() {
    return to != null;
  }

  /// Whether an engine waits for more of it.
  boolean isUnderWay() {
    return flows() && !over;
  }

  /// Nobody waits for the rest; what comes of it is dropped.
  void stop() {
    over = true;
    from.handler(piece -> {});
    from.resume();
  }

  long received() {
    return received;
  }

  void tick(long now, long longest) {
    if (isUnderWay() && !waitsForEngine && now - lastPiece > longest) {
      spoil(Refusals.slowBody());
    }
  }
}
