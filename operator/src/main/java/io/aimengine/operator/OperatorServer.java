package io.aimengine.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Answers probes and scrapers: `/healthz` and `/readyz` at one address, `/metrics` at another or
/// the same one.
public final class OperatorServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads;

  private OperatorServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// Listens at once, so that probes have an answer while the operator starts.
  ///
  /// @throws UncheckedIOException when the address is taken
  public static OperatorServer probes(InetSocketAddress address, Telemetry telemetry) {
    var started = listen(address);
    started.health("/healthz", telemetry::sick);
    started.health("/readyz", telemetry::unready);
    return started;
  }

  /// The same for `/metrics`.
  public static OperatorServer metrics(InetSocketAddress address, Telemetry telemetry) {
    var started = listen(address);
    started.at("/metrics", exchange -> answer(exchange, 200, PROMETHEUS, telemetry.print()));
    return started;
  }

  private static OperatorServer listen(InetSocketAddress address) {
    try {
      var server = HttpServer.create(address, BACKLOG);
      var threads = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(threads);
      server.start();
      return new OperatorServer(server, threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void health(String path, Supplier<String> trouble) {
    at(
        path,
        exchange -> {
          var what = trouble.get();
          answer(exchange, what.isEmpty() ? 200 : 503, TEXT, (what.isEmpty() ? "ok" : what) + "\n");
        });
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /// This path alone, and only for reading.
  private void at(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
              answer(exchange, 404, TEXT, "no such page\n");
            } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
              answer(exchange, 405, TEXT, "only GET\n");
            } else {
              answer.to(exchange);
            }
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
