package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model hub on loopback: metadata and small files of one commit; a gated model answers 401.
final class FakeModelHub implements AutoCloseable {
  private final Map<String, Map<String, String>> models = new LinkedHashMap<>();
  private final HttpServer server;

  FakeModelHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  FakeModelHub file(String model, String name, String text) {
    models.computeIfAbsent(model, _ -> new LinkedHashMap<>()).put(name, text);
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (path.contains("gated")) {
        exchange.getResponseHeaders().set("X-Error-Code", "GatedRepo");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var text = path.startsWith("/api/models/") ? metadata(path) : content(path);
      if (text.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String metadata(String path) {
    var id = path.replaceFirst("/api/models/", "").replaceFirst("/revision/.*", "");
    if (!models.containsKey(id)) {
      return "";
    }
    var json = JsonNodeFactory.instance.objectNode().put("sha", "0123456789").put("gated", false);
    json.putObject("cardData").put("license", "apache-2.0");
    var files = json.putArray("siblings");
    models.get(id).keySet().forEach(name -> files.addObject().put("rfilename", name));
    return json.toString();
  }

  private String content(String path) {
    var cut = path.split("/resolve/0123456789/", 2);
    var files = models.getOrDefault(cut[0].replaceFirst("^/", ""), Map.of());
    return cut.length == 2 ? files.getOrDefault(cut[1], "") : "";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
