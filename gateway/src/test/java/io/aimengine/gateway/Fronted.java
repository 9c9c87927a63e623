package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// A gateway on a free port in front of some engines, which serve the model `m` and know it as
/// `engine-model`; with a client to ask it.
final class Fronted implements AutoCloseable {
  static final String CHAT = "/v1/chat/completions";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Gateway gateway;

  /// Routes that a test sets.
  record Given(Routes routes) implements RouteSource {
    @Override
    public void watch(Consumer<Routes> changed) {
      changed.accept(routes);
    }

    @Override
    public void close() {}
  }

  private Fronted(GatewaySettings settings, RouteSource source) {
    this(settings, source, Access.open(Clock.systemUTC()));
  }

  private Fronted(GatewaySettings settings, RouteSource source, Access access) {
    gateway = Gateway.start(settings, source, access);
  }

  private Fronted(Gateway started) {
    gateway = started;
  }

  static Fronted of(Access access, FakeEngine engine) {
    return new Fronted(settings(), new Given(routes(engine.port())), access);
  }

  static Fronted of(
      GatewaySettings settings, Access access, Observers observers, FakeEngine engine) {
    var gateway = Gateway.start(settings, new Given(routes(engine.port())), access, observers);
    return new Fronted(gateway);
  }

  static Fronted of(GatewaySettings settings, RouteSource source) {
    return new Fronted(settings, source);
  }

  static Fronted of(FakeEngine... engines) {
    return of(settings(), engines);
  }

  static Fronted of(GatewaySettings settings, FakeEngine... engines) {
    var ports = Arrays.stream(engines).mapToInt(FakeEngine::port).toArray();
    return new Fronted(settings, new Given(routes(ports)));
  }

  static Fronted at(GatewaySettings settings, int... ports) {
    return new Fronted(settings, new Given(routes(ports)));
  }

  static GatewaySettings settings() {
    return GatewaySettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /// The usual ones, but for a request's head and its body.
  static Timeouts patience(Duration head, Duration body) {
    var usual = Timeouts.DEFAULT;
    return new Timeouts(
        head,
        body,
        usual.connect(),
        usual.firstByte(),
        usual.stall(),
        usual.slowClient(),
        usual.idle(),
        usual.quietHead(),
        usual.heartbeat(),
        usual.drain());
  }

  private static Routes routes(int... ports) {
    var replicas =
        Arrays.stream(ports)
            .mapToObj(port -> Replica.ready("127.0.0.1:" + port, "127.0.0.1", port))
            .toList();
    return Routes.of(
        List.of(Endpoint.of("m", new Variant("only", "fake", "engine-model", 1, replicas))));
  }

  int port() {
    return gateway.port();
  }

  int metricsPort() {
    return gateway.metricsPort();
  }

  /// Any free port of this machine.
  static Optional<InetSocketAddress> free() {
    return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /// What the metrics page says.
  String metrics() throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + gateway.metricsPort() + "/metrics");
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofMinutes(2));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(to(path).header("content-type", "application/json"), body);
  }

  HttpResponse<String> send(HttpRequest.Builder request, String body)
      throws IOException, InterruptedException {
    return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// Everything that the gateway answers to these bytes until it closes the connection, or has been
  /// silent for a while.
  String raw(String bytes) throws IOException {
    try (var socket = connect()) {
      write(socket, bytes);
      return rest(socket);
    }
  }

  static void write(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setTcpNoDelay(true);
    return socket;
  }

  static String rest(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// A whole HTTP/1.1 request for a chat, after which the connection is to be closed.
  static String chatRequest(String body) {
    return "POST "
        + CHAT
        + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  void stop() {
    gateway.close();
  }

  /// What a client sees may be there before it is written down.
  static void await(Callable<Boolean> condition) throws Exception {
    var deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /// Whether new connections are taken.
  boolean isListening() {
    try (var socket = connect()) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    gateway.close();
    client.close();
  }
}
