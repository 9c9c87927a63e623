package io.aimengine.gateway;

import io.aimengine.gateway.routing.Router;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One OpenAI address for every endpoint that a source of routes knows.
public final class Gateway implements AutoCloseable {
  private static final int START_SECONDS = 30;

  private final Vertx vertx;
  private final Shared shared;
  private final RouteSource source;
  private final Router router;
  private volatile boolean closing;

  private Gateway(
      GatewaySettings settings, RouteSource source, Access access, Observers observers) {
    this.source = source;
    this.router = new Router(source::wake);
    this.shared = new Shared(settings, source, access, router, observers);
    this.vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(settings.loops())
                    .setPreferNativeTransport(true))
            .build();
  }

  /// Listens and serves when it returns, with the first routes in place; ready it is when it is
  /// warm.
  ///
  /// @throws java.io.UncheckedIOException when the address cannot be listened at
  public static Gateway start(GatewaySettings settings, RouteSource source, Access access) {
    return start(settings, source, access, Observers.NONE);
  }

  /// The same with observers, which are closed with it.
  public static Gateway start(
      GatewaySettings settings, RouteSource source, Access access, Observers observers) {
    var gateway = new Gateway(settings, source, access, observers);
    try {
      gateway.begin();
      return gateway;
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  private void begin() {
    source.watch(routes -> {
      router.update(routes, System.nanoTime());
      source.starts().forEach(router::startTakes);
    });
    try {
      vertx
          .deployVerticle(
              () -> new Loop(shared),
              new DeploymentOptions().setInstances(shared.settings().loops()))
          .compose(loops -> vertx.deployVerticle(new LoadWatch(shared)))
          .compose(watch -> metrics())
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new java.io.UncheckedIOException(
          cause instanceof java.io.IOException io ? io : new java.io.IOException(cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not listening after " + START_SECONDS + " s", e);
    }
    Warmup.run(vertx, shared.settings().warmUp(), () -> shared.underWay() > 0)
        .onComplete(warm -> shared.ready(!closing));
  }

  private Future<?> metrics() {
    var at = shared.settings().metrics();
    return at.isEmpty()
        ? Future.succeededFuture()
        : vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(this::tell)
            .listen(SocketAddress.inetSocketAddress(at.get()))
            .onSuccess(server -> shared.metricsListening(server.actualPort()));
  }

  private void tell(HttpServerRequest request) {
    var response = request.response();
    switch (String.valueOf(request.path())) {
      case "/metrics" ->
          response
              .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
              .end(shared.metrics().page());
      case "/healthz" -> response.end("ok");
      case "/readyz" -> response.setStatusCode(shared.isReady() ? 200 : 503).end();
      case UsageExchange.PATH -> {
        if (shared.access().sharing() == Access.Sharing.WITH_OTHERS) {
          response.putHeader("content-type", "text/plain").end(UsageExchange.page(shared.access()));
        } else {
          response.setStatusCode(404).end();
        }
      }
      default -> response.setStatusCode(404).end();
    }
  }

  /// Where its metrics are; 0 for nowhere.
  public int metricsPort() {
    return shared.metricsPort();
  }

  /// Where it listens.
  public int port() {
    return shared.port();
  }

  /// Takes nothing new, and waits for what runs as long as the settings allow.
  @Override
  public void close() {
    closing = true;
    shared.ready(false);
    source.close();
    var patience = shared.settings().timeouts().drain().plusSeconds(START_SECONDS);
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the gateway does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shared.observers().close();
    }
  }
}
