package io.aimengine.gateway;

import io.aimengine.gateway.keys.Allowance;
import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.ApiKeys.Issued;
import io.aimengine.gateway.keys.Gatekeeper;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Router;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import io.aimengine.gateway.usage.UsageLedger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Sends requests of its own through an event loop of its own to an engine of its own, all on this
/// machine's loopback, until the JIT compiler has little left to do: a load balancer's first
/// request meets compiled code. Makes way for requests of clients, and nothing of it is counted.
final class Warmup {
  private static final int AT_ONCE = 16;

  /// Compiled enough: two seconds in a row with less than this of compiling.
  private static final long QUIET_MILLIS = 100;

  private static final int QUIET_SECONDS = 2;

  private static final long WAY_MILLIS = 50;
  private static final int EVENTS = 10;
  private static final String MODEL = "warm-up";
  private static final Buffer ONE =
      Buffer.buffer(
          "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  private static final Buffer STREAM =
      Buffer.buffer(
          "{\"model\":\""
              + MODEL
              + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  private static final Buffer WRONG = Buffer.buffer("{}");
  private static final Buffer WHOLE =
      Buffer.buffer(
          "{\"choices\":[{\"message\":{\"content\":\"x\"}}],"
              + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");
  private static final Buffer EVENT =
      Buffer.buffer("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":null}\n\n");

  private final Vertx vertx;
  private final BooleanSupplier busy;
  private final Issued key = key();
  private final long end;
  private final AtomicInteger sent = new AtomicInteger();
  private final Promise<Integer> done = Promise.promise();
  private long compiled;
  private int quiet;

  private Warmup(Vertx vertx, Duration time, BooleanSupplier busy) {
    this.vertx = vertx;
    this.busy = busy;
    this.end = System.nanoTime() + time.toNanos();
  }

  /// Takes this time at most, and tells how many requests went through. `busy` says whether a
  /// client is being served.
  static Future<Integer> run(Vertx vertx, Duration time, BooleanSupplier busy) {
    return time.isZero() ? Future.succeededFuture(0) : new Warmup(vertx, time, busy).run();
  }

  private static Issued key() {
    return ApiKeys.NONE.create(
        MODEL,
        Set.of(MODEL),
        Allowance.UNLIMITED,
        Optional.empty(),
        Instant.EPOCH,
        new SecureRandom());
  }

  private Future<Integer> run() {
    var loopback = InetAddress.getLoopbackAddress();
    var engine = vertx.createHttpServer().requestHandler(Warmup::answer);
    return engine
        .listen(0, loopback.getHostAddress())
        .compose(listening -> front(listening, new InetSocketAddress(loopback, 0)))
        .eventually(() -> engine.close());
  }

  private Future<Integer> front(HttpServer engine, InetSocketAddress at) {
    var source = new Fixed(routes(at.getAddress().getHostAddress(), engine.actualPort()));
    var router = new Router(endpoint -> {});
    var own =
        new GatewaySettings(
            at,
            Optional.empty(),
            1,
            GatewaySettings.LARGEST_BODY,
            Timeouts.DEFAULT,
            GatewaySettings.Usage.METERED,
            Duration.ZERO,
            Optional.empty());
    var access =
        new Access(
            new Gatekeeper(key.keys()),
            new UsageLedger(MODEL),
            Clock.systemUTC(),
            Access.Sharing.ALONE);
    var shared = new Shared(own, source, access, router, Observers.NONE);
    source.watch(routes -> router.update(routes, System.nanoTime()));
    var client = vertx.createHttpClient();
    return vertx
        .deployVerticle(new Loop(shared))
        .compose(id -> send(client, shared.port()).eventually(() -> vertx.undeploy(id)))
        .eventually(client::close);
  }

  private Future<Integer> send(HttpClient client, int port) {
    var look = vertx.setPeriodic(1000, id -> look());
    for (var i = 0; i < AT_ONCE; i++) {
      next(client, port);
    }
    return done.future().onComplete(all -> vertx.cancelTimer(look));
  }

  private void look() {
    var jit = ManagementFactory.getCompilationMXBean();
    var now = jit == null ? compiled : jit.getTotalCompilationTime();
    quiet = now - compiled < QUIET_MILLIS ? quiet + 1 : 0;
    compiled = now;
    if (quiet == QUIET_SECONDS) {
      done.tryComplete(sent.get());
    }
  }

  private void next(HttpClient client, int port) {
    if (done.future().isComplete()) {
      return;
    }
    if (System.nanoTime() >= end) {
      done.tryComplete(sent.get());
      return;
    }
    if (busy.getAsBoolean()) {
      vertx.setTimer(WAY_MILLIS, id -> next(client, port));
      return;
    }
    var body =
        switch (sent.getAndIncrement() % 8) {
          case 0, 4 -> STREAM;
          case 1 -> WRONG; // the first error is not to be the slowest
          default -> ONE;
        };
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(InetAddress.getLoopbackAddress().getHostAddress())
            .setPort(port)
            .setURI(Operation.CHAT.path())
            .putHeader("authorization", "Bearer " + key.token())
            .putHeader("content-type", "application/json");
    client
        .request(options)
        .compose(request -> request.send(body))
        .compose(answer -> answer.body())
        .onComplete(answered -> {
          if (answered.failed()) {
            // no reason to keep anybody waiting
            done.tryComplete(sent.get());
          } else {
            next(client, port);
          }
        });
  }

  private static void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          var response = request.response();
          if (!body.toString().contains("\"stream\":true")) {
            response.putHeader("content-type", "application/json").end(WHOLE);
            return;
          }
          response.setChunked(true).putHeader("content-type", "text/event-stream");
          for (var i = 0; i < EVENTS; i++) {
            response.write(EVENT);
          }
          response.end("data: [DONE]\n\n");
        });
  }

  /// Two replicas, so that the choice among them is warm as well.
  private static Routes routes(String host, int port) {
    var replicas = List.of(Replica.ready("one", host, port), Replica.ready("other", host, port));
    return Routes.of(List.of(Endpoint.of(MODEL, new Variant(MODEL, "", MODEL, 1, replicas))));
  }

  private record Fixed(Routes routes) implements RouteSource {
    @Override
    public void watch(Consumer<Routes> changed) {
      changed.accept(routes);
    }

    @Override
    public void close() {}
  }
}
