package io.aimengine.gateway;

import io.aimengine.gateway.Finished.End;
import io.aimengine.gateway.routing.Dispatch;
import io.aimengine.gateway.routing.Outcome;
import io.aimengine.gateway.wire.TokenUsage;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One attempt at one replica: sends the request, and hands the answer to an `Answer`. Ends its
/// dispatch exactly once.
final class Call {
  private final Loop loop;
  private final Exchange exchange;
  private final Dispatch dispatch;
  private final long sent = System.nanoTime();
  private @Nullable HttpClientRequest upstream;
  private @Nullable Answer answer;
  private @Nullable Upload uploaded;
  private boolean over;

  Call(Loop loop, Exchange exchange, Dispatch dispatch) {
    this.loop = loop;
    this.exchange = exchange;
    this.dispatch = dispatch;
  }

  /// `upload` is what follows the body, if anything does.
  void start(byte[] body, @Nullable Upload upload) {
    var replica = dispatch.replica();
    var target = exchange.target().path();
    var query = exchange.request().query();
    var options =
        new RequestOptions()
            .setMethod(exchange.target().method())
            .setHost(replica.host())
            .setPort(replica.port())
            .setURI(query == null ? target : target + "?" + query)
            .setConnectTimeout(loop.settings().timeouts().connect().toMillis());
    loop.client().request(options).onComplete(connected -> connected(connected, body, upload));
  }

  private void connected(
      AsyncResult<HttpClientRequest> connected, byte[] body, @Nullable Upload upload) {
    if (over) {
      if (connected.succeeded()) {
        connected.result().reset();
      }
    } else if (connected.failed()) {
      failed(Outcome.UNREACHABLE);
    } else {
      var request = connected.result();
      upstream = request;
      Headers.toEngine(exchange.request().headers(), request.headers());
      request.putHeader(Headers.REQUEST_ID, exchange.id());
      exchange.trace(request.headers());
      loop.engineKey(dispatch.replica())
          .ifPresent(key -> request.putHeader("authorization", "Bearer " + key));
      request.response().onComplete(this::answered);
      if (upload == null) {
        request.end(Buffers.wrap(body));
      } else {
        upload.flow(request, body);
        uploaded = upload;
      }
    }
  }

  private void answered(AsyncResult<HttpClientResponse> answered) {
    if (over) {
      return;
    }
    if (answered.failed()) {
      failed(Outcome.UNREACHABLE);
      return;
    }
    var response = answered.result();
    var status = response.statusCode();
    if (status >= 502 && status <= 504) {
      var discarded = java.util.Objects.requireNonNull(upstream);
      over = true;
      if (exchange.retried(dispatch, Outcome.UNAVAILABLE)) {
        discarded.reset();
        return;
      }
      over = false;
    }
    answer = new Answer(loop, exchange, this, response);
    answer.begin();
  }

  /// Nothing of this attempt reached the client.
  void failed(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    reset();
    if (!exchange.retried(dispatch, outcome)) {
      exchange.refuse(Refusals.engine(outcome));
    }
  }

  /// The answer, or what there is of it, is with the client.
  void ended(Outcome outcome, int status, End end) {
    if (over) {
      return;
    }
    over = true;
    if (end != End.COMPLETE || (uploaded != null && uploaded.isUnderWay())) {
      reset();
    }
    dispatch.end(outcome, System.nanoTime());
    exchange.over(status, end);
  }

  /// The client went away.
  void abandon() {
    if (!over) {
      over = true;
      reset();
      dispatch.end(Outcome.CANCELLED, System.nanoTime());
    }
  }

  private void reset() {
    if (upstream != null) {
      upstream.reset();
    }
  }

  void tick(long now) {
    if (answer != null) {
      answer.tick(now);
    } else if (now - sent > loop.settings().timeouts().firstByte().toNanos()) {
      failed(Outcome.TIMED_OUT);
    }
  }

  /// Whether the head of an answer is there.
  boolean isAnswered() {
    return answer != null;
  }

  boolean isOver() {
    return over;
  }

  Dispatch dispatch() {
    return dispatch;
  }

  long firstPiece() {
    return answer == null ? 0 : answer.firstPiece();
  }

  long lastPiece() {
    return answer == null ? 0 : answer.lastPiece();
  }

  int pieces() {
    return answer == null ? 0 : answer.pieces();
  }

  long bytesOut() {
    return answer == null ? 0 : answer.bytesOut();
  }

  String replica() {
    return dispatch.replica().id();
  }

  Optional<TokenUsage> usage() {
    return answer == null ? Optional.empty() : answer.usage();
  }
}
