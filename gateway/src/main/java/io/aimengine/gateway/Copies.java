package io.aimengine.gateway;

import io.aimengine.gateway.routing.Dispatch;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;

/// Copies of requests to another engine, to see how it does. Nobody waits for their answers, which
/// are read and forgotten; when too many are under way, or one is too long, it is left out.
final class Copies {
  private static final int AT_ONCE = 64;
  private static final int LONGEST_BODY = 1 << 20;

  private final Loop loop;
  private int underWay;

  Copies(Loop loop) {
    this.loop = loop;
  }

  void send(Exchange exchange, Dispatch.Copy copy, byte[] body) {
    if (underWay >= AT_ONCE || body.length > LONGEST_BODY) {
      loop.copied("left_out");
      return;
    }
    underWay++;
    var limits = loop.settings().timeouts();
    var options =
        new RequestOptions()
            .setMethod(exchange.target().method())
            .setHost(copy.replica().host())
            .setPort(copy.replica().port())
            .setURI(exchange.target().path())
            .setConnectTimeout(limits.connect().toMillis())
            .setIdleTimeout(limits.firstByte().toMillis());
    loop.client()
        .request(options)
        .compose(request -> ask(exchange, copy, request, body))
        .compose(HttpClientResponse::end)
        .onComplete(over -> {
          underWay--;
          loop.copied(over.succeeded() ? "answered" : "failed");
        });
  }

  private Future<HttpClientResponse> ask(
      Exchange exchange, Dispatch.Copy copy, HttpClientRequest request, byte[] body) {
    Headers.toEngine(exchange.request().headers(), request.headers());
    request.putHeader(Headers.REQUEST_ID, exchange.id());
    loop.engineKey(copy.replica())
        .ifPresent(key -> request.putHeader("authorization", "Bearer " + key));
    return request.send(Buffers.wrap(body)).onSuccess(answer -> answer.handler(piece -> {}));
  }
}
