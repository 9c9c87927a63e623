package io.aimengine.gateway;

import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Router;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One event loop of the gateway: its listener, its connections to engines, and the requests under
/// way on it. What all loops share is in `Shared`.
final class Loop extends VerticleBase {
  /// How often waits are looked at. Nothing is promised more exactly than this.
  private static final long TICK_MILLIS = 250;

  /// How often the certificate's files are looked at.
  private static final long RENEWAL_MILLIS = 5000;

  private static final int LONGEST_HEAD = 32 * 1024;
  private static final int LONGEST_LINE = 8 * 1024;

  /// Uvicorn, under vLLM and SGLang, closes idle connections after 5 s: ours are given up before.
  private static final int ENGINE_IDLE_SECONDS = 4;

  private static final int CONNECTIONS_PER_REPLICA = 16_384;

  private final Shared shared;
  private final SplittableRandom random = new SplittableRandom();
  private final Set<Exchange> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Late> late = new ArrayDeque<>();
  private final Copies copies = new Copies(this);
  private @Nullable HttpServer server;
  private @Nullable HttpClient client;
  private Tls.@Nullable Pem certificate;

  /// A request that was answered before its body was there.
  private record Late(HttpServerRequest request, long deadline) {}

  Loop(Shared shared) {
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    client =
        vertx
            .httpClientBuilder()
            .with(clientOptions())
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(CONNECTIONS_PER_REPLICA)
                    .setMaxWaitQueueSize(0)
                    .setCleanerPeriod(1000))
            .build();
    vertx.setPeriodic(TICK_MILLIS, id -> tick());
    var listening = vertx.createHttpServer(serverOptions());
    shared.settings().tls().ifPresent(tls -> renewed(listening, tls));
    server = listening;
    var front = new Front(this, shared);
    var head = shared.settings().timeouts().head();
    listening.connectionHandler(connection -> HeadDeadline.watch(connection, head));
    listening.requestHandler(front::handle);
    listening.invalidRequestHandler(front::invalid);
    listening.exceptionHandler(e -> {});
    var at = shared.settings().listen();
    return listening
        .listen(SocketAddress.inetSocketAddress(at))
        .onSuccess(s -> shared.listening(s.actualPort()));
  }

  /// Files that cannot be read, or do not fit each other, change nothing: a certificate is written
  /// after its key, or before.
  private void renewed(HttpServer listening, Tls tls) {
    vertx.setPeriodic(
        RENEWAL_MILLIS,
        id ->
            vertx
                .executeBlocking(tls::read)
                .compose(read ->
                    read.equals(certificate)
                        ? Future.succeededFuture()
                        : listening
                            .updateSSLOptions(read.options())
                            .onSuccess(done -> certificate = read)));
  }

  @Override
  public Future<?> stop() {
    var drain = shared.settings().timeouts().drain();
    var listening = server;
    return listening == null
        ? Future.succeededFuture()
        : listening.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
  }

  private HttpServerOptions serverOptions() {
    var timeouts = shared.settings().timeouts();
    var options = new HttpServerOptions();
    shared
        .settings()
        .tls()
        .ifPresent(tls -> {
          var read = tls.read();
          certificate = read;
          options
              .setSsl(true)
              .setUseAlpn(false)
              .setKeyCertOptions(read.keyAndCertificate())
              .setEnabledSecureTransportProtocols(Tls.PROTOCOLS);
        });
    return options
        .setTcpNoDelay(true)
        .setAcceptBacklog(4096)
        .setMaxInitialLineLength(LONGEST_LINE)
        .setMaxHeaderSize(LONGEST_HEAD)
        .setMaxChunkSize(64 * 1024)
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(false)
        // nobody upgrades here, and their handlers would see each message
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) longestSilence(timeouts));
  }

  /// Each wait has its own limit; this one is the net under them all.
  private static long longestSilence(Timeouts timeouts) {
    var longest = Math.max(timeouts.firstByte().toMillis(), timeouts.stall().toMillis());
    return Math.max(longest, timeouts.idle().toMillis()) + 60_000;
  }

  private HttpClientOptions clientOptions() {
    return new HttpClientOptions()
        .setTcpNoDelay(true)
        .setKeepAlive(true)
        .setKeepAliveTimeout(ENGINE_IDLE_SECONDS)
        .setMaxHeaderSize(LONGEST_HEAD)
        .setMaxInitialLineLength(LONGEST_LINE)
        .setMaxChunkSize(64 * 1024)
        .setConnectTimeout((int) shared.settings().timeouts().connect().toMillis());
  }

  private void tick() {
    var now = System.nanoTime();
    new ArrayList<>(underWay).forEach(exchange -> exchange.tick(now));
    late.removeIf(waiting -> waiting.request().isEnded());
    while (!late.isEmpty() && now >= late.getFirst().deadline()) {
      late.removeFirst().request().connection().close();
    }
  }

  /// What still comes of a body that is not wanted is read for a while, so that the client sees the
  /// answer and not a reset; then the connection is closed.
  void closeAfter(HttpServerRequest request) {
    late.add(new Late(request, System.nanoTime() + shared.settings().timeouts().body().toNanos()));
  }

  void add(Exchange exchange) {
    underWay.add(exchange);
    shared.begun();
  }

  void remove(Exchange exchange) {
    if (underWay.remove(exchange)) {
      shared.over();
    }
  }

  void finished(Finished request) {
    shared.metrics().finished(request);
    logged(request);
  }

  void logged(Finished request) {
    shared.observers().log().ifPresent(log -> log.finished(request));
  }

  Optional<Traces> traces() {
    return shared.observers().traces();
  }

  /// Runs it on this loop.
  void run(Runnable task) {
    context.runOnContext(v -> task.run());
  }

  /// The client's own id for its request where it is a decent one, else a new one.
  String requestId(@Nullable String given) {
    return Headers.isRequestId(given) && given != null
        ? given
        : Long.toHexString(random.nextLong() | Long.MIN_VALUE);
  }

  long random() {
    return random.nextLong();
  }

  HttpClient client() {
    return java.util.Objects.requireNonNull(client);
  }

  Router router() {
    return shared.router();
  }

  MemoryBudget budget() {
    return shared.budget();
  }

  GatewaySettings settings() {
    return shared.settings();
  }

  ResponseHomes responses() {
    return shared.responses();
  }

  Optional<String> engineKey(Replica replica) {
    return shared.source().key(replica.id());
  }

  Copies copies() {
    return copies;
  }

  /// A copy of a request came to this end.
  void copied(String end) {
    shared.metrics().copied(end);
  }

  boolean meters() {
    return shared.meters();
  }

  Access access() {
    return shared.access();
  }

  Gaps gaps() {
    return shared.metrics();
  }
}
