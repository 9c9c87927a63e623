package io.aimengine.local.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Keeps what a Docker client asks it to create, and refuses to create it.
final class FakeDockerDaemon implements AutoCloseable {
  static final String REFUSAL = "nothing is created here";

  private final HttpServer server;
  private volatile JsonNode asked = MissingNode.getInstance();

  FakeDockerDaemon() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The last body of `POST /containers/create`.
  JsonNode asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (path.endsWith("/containers/create")) {
        asked = new ObjectMapper().readTree(exchange.getRequestBody());
      }
      var body = "{\"message\": \"" + REFUSAL + "\"}";
      exchange.getResponseHeaders().set("Api-Version", "1.44");
      exchange.getResponseHeaders().set("Ostype", "linux");
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      var head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(path.endsWith("/_ping") ? 200 : 400, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
