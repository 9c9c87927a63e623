package io.aimengine.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Serves what is stored to other nodes, read-only: manifests of a model, and blobs by their hash,
/// with ranges. Who does not know the token gets nothing.
public final class PeerServer implements AutoCloseable {
  static final String MODELS = "/v1/models/";
  static final String BLOBS = "/v1/blobs/sha256-";
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  private final CacheLayout layout;
  private final byte[] authorization;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private PeerServer(CacheLayout layout, InetSocketAddress address, String token)
      throws IOException {
    this.layout = layout;
    this.authorization =
        token.isEmpty() ? new byte[0] : ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Serves the cache in `root`; an empty token lets everybody read, which only loopback may.
  public static PeerServer start(Path root, InetSocketAddress address, String token) {
    if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "serving other machines needs a token",
          "set AIM_CACHE_PEER_TOKEN here and on them");
    }
    return Failures.guard(
        root, () -> new PeerServer(new CacheLayout(root.toAbsolutePath()), address, token));
  }

  public URI uri() {
    var at = server.getAddress();
    return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (!isKnown(exchange)) {
        exchange.sendResponseHeaders(401, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
      } else if (path.startsWith(MODELS)) {
        models(exchange, path.substring(MODELS.length()));
      } else if (path.startsWith(BLOBS)) {
        blob(exchange, path.substring(BLOBS.length()));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private boolean isKnown(HttpExchange exchange) {
    var given = exchange.getRequestHeaders().getFirst("Authorization");
    return authorization.length == 0
        || (given != null
            && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8)));
  }

  private void models(HttpExchange exchange, String folder) throws IOException {
    var id = folder.replaceFirst("--", "/");
    var manifests =
        ModelId.isValid(id)
            ? layout.manifests(id).stream().map(Manifest::withoutSecrets).toList()
            : java.util.List.of();
    if (manifests.isEmpty()) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    var bytes = Json.bytes(manifests);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void blob(HttpExchange exchange, String sha256) throws IOException {
    var file = layout.blob(sha256);
    if (!sha256.matches("[0-9a-f]{64}") || !Files.isRegularFile(file)) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    try (var channel = FileChannel.open(file)) {
      var size = channel.size();
      var range = RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
      var partial = range.matches();
      var from = partial ? Long.parseLong(range.group(1)) : 0;
      var last =
          partial && !range.group(2).isEmpty()
              ? Math.min(size - 1, Long.parseLong(range.group(2)))
              : size - 1;
      if (partial && (from >= size || last < from)) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (partial) {
        var shown = "bytes %d-%d/%d".formatted(from, last, size);
        exchange.getResponseHeaders().set("Content-Range", shown);
      }
      var length = last - from + 1;
      exchange.sendResponseHeaders(partial ? 206 : 200, length == 0 ? -1 : length);
      send(exchange, channel, from, length);
    }
  }

  private static void send(HttpExchange exchange, FileChannel channel, long from, long length)
      throws IOException {
    var buffer = ByteBuffer.allocate(Hashes.BUFFER);
    var out = exchange.getResponseBody();
    for (long at = from; at < from + length; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), from + length - at));
      var n = channel.read(buffer, at);
      if (n < 0) {
        throw new IOException("the blob was cut");
      }
      out.write(buffer.array(), 0, n);
      at += n;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
