package io.aimengine.gateway;

import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.EngineLoad;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Variant;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks engines that share the requests of an endpoint how busy they are, every two seconds, and
/// tells the router. Of an engine that does not answer nothing is known.
final class LoadWatch extends VerticleBase {
  private static final long PERIOD_MILLIS = 2000;
  private static final int CONNECT_MILLIS = 1000;
  private static final int LONGEST_PAGE = 4 << 20;

  private final Shared shared;
  private final Set<String> asking = new HashSet<>();
  private @Nullable HttpClient client;

  LoadWatch(Shared shared) {
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) (2 * PERIOD_MILLIS))
                .setKeepAliveTimeout(4));
    vertx.setPeriodic(PERIOD_MILLIS, id -> look());
    return Future.succeededFuture();
  }

  /// One replica alone is chosen whatever it says.
  private void look() {
    for (var endpoint : shared.router().routes().endpoints()) {
      for (var variant : endpoint.variants()) {
        if (variant.replicas().size() > 1) {
          variant.replicas().forEach(replica -> ask(endpoint, variant, replica));
        }
      }
    }
  }

  private void ask(Endpoint endpoint, Variant variant, Replica replica) {
    var id = endpoint.id() + " " + replica.id();
    if (!asking.add(id)) {
      return;
    }
    var options =
        new RequestOptions().setHost(replica.host()).setPort(replica.port()).setURI("/metrics");
    shared
        .source()
        .key(replica.id())
        .ifPresent(key -> options.putHeader("authorization", "Bearer " + key));
    Objects.requireNonNull(client)
        .request(options)
        .compose(request -> request.send())
        .compose(LoadWatch::page)
        .map(page -> EnginePage.read(shared.source().metricNames(variant.engine()), page))
        .otherwise(EngineLoad.UNKNOWN)
        .onComplete(read -> {
          asking.remove(id);
          shared.router().observe(endpoint.id(), replica.id(), read.result());
        });
  }

  /// Empty when it is no page; one that is longer than any ends as an error.
  private static Future<String> page(HttpClientResponse response) {
    var page = Buffer.buffer();
    response.handler(piece -> {
      if (page.length() + piece.length() > LONGEST_PAGE) {
        response.request().reset();
      } else {
        page.appendBuffer(piece);
      }
    });
    return response
        .end()
        .map(any -> response.statusCode() == 200 ? page.toString(StandardCharsets.UTF_8) : "");
  }
}
