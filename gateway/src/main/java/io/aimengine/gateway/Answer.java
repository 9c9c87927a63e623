package io.aimengine.gateway;

import io.aimengine.gateway.Finished.End;
import io.aimengine.gateway.routing.Outcome;
import io.aimengine.gateway.wire.EventStream;
import io.aimengine.gateway.wire.EventStream.UsageEvent;
import io.aimengine.gateway.wire.ResponseIds;
import io.aimengine.gateway.wire.TokenUsage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An engine's answer on its way to the client, piece by piece as it comes. The head goes out with
/// the first piece, in one write; until then another replica may still be asked.
final class Answer {
  /// The largest body that is kept beside, to read the token counts at its end.
  private static final int LARGEST_METERED = 4 << 20;

  private final Loop loop;
  private final Exchange exchange;
  private final Call call;
  private final HttpClientResponse from;
  private final HttpServerResponse to;
  private final @Nullable EventStream events;
  private final @Nullable Buffer copy;

  /// An answer that is no stream, for a client that has the head of one.
  private final boolean misfit;

  private final long length;
  private final int status;
  private final long began = System.nanoTime();
  private long firstPiece;
  private long lastPiece = began;
  private long previousPiece;
  private long pausedSince;
  private int pieces;
  private long bytesOut;
  private boolean headOut;

  Answer(Loop loop, Exchange exchange, Call call, HttpClientResponse from) {
    this.loop = loop;
    this.exchange = exchange;
    this.call = call;
    this.from = from;
    this.to = exchange.response();
    this.status = from.statusCode();
    this.length = length(from);
    var type = from.getHeader("content-type");
    var metered = loop.meters();
    var removes = metered && exchange.operation().takesStreamOptions() && !exchange.asksForUsage();
    if (type != null && type.startsWith("text/event-stream")) {
      events = new EventStream(removes ? UsageEvent.REMOVED : UsageEvent.KEPT);
      copy = null;
      misfit = false;
    } else {
      events = null;
      misfit = exchange.early().isPresent();
      copy =
          misfit
                  || ((metered || stores())
                      && type != null
                      && type.startsWith("application/json")
                      && status < 300)
              ? Buffer.buffer()
              : null;
    }
  }

  private boolean stores() {
    return exchange.operation() == Operation.RESPONSES && exchange.target().stored().isEmpty();
  }

  private static long length(HttpClientResponse from) {
    var text = from.getHeader("content-length");
    try {
      return text == null ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  void begin() {
    from.exceptionHandler(e -> broke(Outcome.BROKEN));
    from.endHandler(v -> complete());
    from.handler(this::piece);
  }

  private void piece(Buffer piece) {
    if (call.isOver()) {
      return;
    }
    lastPiece = System.nanoTime();
    if (events == null) {
      if (copy != null && copy.length() < (misfit ? EngineError.LONGEST : LARGEST_METERED)) {
        copy.appendBuffer(piece);
      }
      if (!misfit) {
        write(piece);
      }
      return;
    }
    var passed = events.accept(piece.getBytes());
    if (passed.length > 0) {
      if (firstPiece == 0 && stores()) {
        // before it is complete: it can be cancelled while it runs
        events.responseId().ifPresent(this::remember);
      }
      write(Buffers.wrap(passed));
    }
  }

  private void write(Buffer piece) {
    pieces++;
    if (firstPiece == 0) {
      firstPiece = lastPiece;
      if (events != null) {
        call.dispatch().answering();
      }
    } else {
      loop.gaps().gap(lastPiece - previousPiece);
    }
    previousPiece = lastPiece;
    prepareHead();
    bytesOut += piece.length();
    if (events == null && bytesOut == length) {
      to.end(piece);
      return;
    }
    to.write(piece);
    if (to.writeQueueFull()) {
      pausedSince = System.nanoTime();
      from.pause();
      to.drainHandler(v -> drained());
    }
  }

  private void drained() {
    pausedSince = 0;
    lastPiece = System.nanoTime();
    from.resume();
  }

  private void prepareHead() {
    if (headOut) {
      return;
    }
    headOut = true;
    if (exchange.early().isPresent()) {
      return;
    }
    to.setStatusCode(status);
    Headers.toClient(from.headers(), to.headers());
    to.putHeader(Headers.REQUEST_ID, exchange.id());
    if (events == null && length >= 0) {
      to.putHeader("content-length", Long.toString(length));
    } else {
      to.setChunked(true);
    }
  }

  private void complete() {
    if (call.isOver()) {
      return;
    }
    var outcome = status < 500 ? Outcome.ANSWERED : Outcome.FAILED;
    if (misfit) {
      var error = EngineError.read(status, copy == null ? new byte[0] : copy.getBytes());
      exchange.early().ifPresent(stream -> stream.fail(exchange.operation().errors(), error));
      call.ended(outcome, 200, End.ENGINE_FAILED);
      return;
    }
    if (events != null) {
      var rest = events.rest();
      if (rest.length > 0) {
        write(Buffers.wrap(rest));
      }
    }
    if (!to.ended()) {
      prepareHead();
      to.end();
    }
    if (stores()) {
      responseId().ifPresent(this::remember);
    }
    call.ended(outcome, status, End.COMPLETE);
  }

  private Optional<String> responseId() {
    if (events != null) {
      return events.responseId();
    }
    return copy == null ? Optional.empty() : ResponseIds.ofBody(copy.getBytes(), copy.length());
  }

  private void remember(String response) {
    var home = new ResponseHomes.Home(exchange.model(), call.dispatch().replica().id());
    loop.responses().made(response, home);
  }

  /// Truthful to the end: another replica or an error while the client has nothing; then an error
  /// event where the stream allows one; else a connection that visibly breaks off.
  private void broke(Outcome outcome) {
    if (call.isOver()) {
      return;
    }
    if (!headOut) {
      call.failed(outcome == Outcome.BROKEN ? Outcome.UNREACHABLE : outcome);
      return;
    }
    if (events != null && events.isDone()) {
      to.end();
      call.ended(Outcome.BROKEN, status, End.COMPLETE);
      return;
    }
    if (events != null && events.isBetweenEvents()) {
      var error = Refusals.engine(outcome);
      to.end(Buffers.wrap(exchange.operation().errors().event(error)));
    } else {
      exchange.request().connection().close();
    }
    call.ended(outcome, status, End.ENGINE_FAILED);
  }

  void tick(long now) {
    var limits = loop.settings().timeouts();
    if (pausedSince != 0) {
      if (now - pausedSince > limits.slowClient().toNanos()) {
        Connections.abort(exchange.request().connection());
      }
    } else if (now - lastPiece > limits.stall().toNanos()) {
      broke(Outcome.TIMED_OUT);
    } else if (!headOut
        && exchange.early().isEmpty()
        && now - began > limits.quietHead().toNanos()) {
      prepareHead();
      to.writeHead();
      if (events != null) {
        exchange.quiet();
      }
    }
  }

  long firstPiece() {
    return firstPiece;
  }

  long lastPiece() {
    return firstPiece == 0 ? 0 : lastPiece;
  }

  int pieces() {
    return pieces;
  }

  long bytesOut() {
    return bytesOut;
  }

  Optional<TokenUsage> usage() {
    if (events != null) {
      return events.usage();
    }
    return copy == null || copy.length() > LARGEST_METERED
        ? Optional.empty()
        : TokenUsage.ofBody(copy.getBytes(), copy.length());
  }
}
