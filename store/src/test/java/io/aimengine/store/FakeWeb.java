package io.aimengine.store;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A real web server on loopback with ETags, ranges and If-Range, and with faults on demand.
final class FakeWeb implements AutoCloseable {
  /// What goes wrong with one response; the next request is served as it should be.
  sealed interface Fault {
    /// Answers with a status and headers only.
    record Answer(int status, Map<String, String> headers) implements Fault {}

    /// Sends some bytes of the body, then cuts the connection.
    record Cut(int after) implements Fault {}

    /// Sends some bytes of the body, then nothing more.
    record Stall(int after) implements Fault {}

    /// Sends everything, but a piece at a time with a pause after each.
    record Slow(int piece, java.time.Duration pause) implements Fault {}
  }

  /// A request as it came.
  record Seen(String method, String path, String query, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  /// What a path answers.
  private sealed interface Page {}

  private record Redirect(String location) implements Page {}

  private static final class Body implements Page {
    final byte[] bytes;
    final String etag;

    Body(byte[] bytes) {
      this.bytes = bytes;
      this.etag = "\"" + Arrays.hashCode(bytes) + "\"";
    }
  }

  final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile boolean ranges = true;

  FakeWeb() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  FakeWeb page(String path, byte[] body) {
    pages.put(path, new Body(body));
    return this;
  }

  FakeWeb redirect(String path, URI to) {
    pages.put(path, new Redirect(to.toString()));
    return this;
  }

  FakeWeb fault(String path, Fault... queue) {
    faults.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(Arrays.asList(queue));
    return this;
  }

  FakeWeb withoutRanges() {
    ranges = false;
    return this;
  }

  java.util.List<Seen> seen(String path) {
    return seen.stream().filter(s -> s.path().equals(path) && s.method().equals("GET")).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    seen.add(seen(exchange));
    var page = pages.get(path);
    var isGet = exchange.getRequestMethod().equals("GET");
    var queue = faults.getOrDefault(path, new ArrayDeque<>());
    var fault = isGet ? queue.poll() : null;
    try (exchange) {
      if (fault instanceof Fault.Answer answer) {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        switch (page) {
          case null -> exchange.sendResponseHeaders(404, -1);
          case Redirect to -> {
            exchange.getResponseHeaders().set("Location", to.location());
            exchange.sendResponseHeaders(302, -1);
          }
          case Body body -> body(exchange, body, fault);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void body(
      HttpExchange exchange, Body page, @org.jspecify.annotations.Nullable Fault fault)
      throws IOException, InterruptedException {
    var headers = exchange.getResponseHeaders();
    headers.set("ETag", page.etag);
    var from = from(exchange.getRequestHeaders(), page);
    var length = page.bytes.length - from;
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(page.bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    if (from > 0) {
      headers.set(
          "Content-Range",
          "bytes %d-%d/%d".formatted(from, page.bytes.length - 1, page.bytes.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
    var sent =
        switch (fault) {
          case Fault.Cut cut -> Math.min(length, cut.after());
          case Fault.Stall stall -> Math.min(length, stall.after());
          case null, default -> length;
        };
    var out = exchange.getResponseBody();
    var slow = fault instanceof Fault.Slow s ? s : new Fault.Slow(sent, java.time.Duration.ZERO);
    for (int at = 0; at < sent; at += slow.piece()) {
      out.write(page.bytes, from + at, Math.min(slow.piece(), sent - at));
      out.flush();
      Thread.sleep(slow.pause());
    }
    if (fault instanceof Fault.Stall) {
      closed.await();
    }
  }

  private int from(Headers headers, Body page) {
    var range = headers.getFirst("Range");
    var ifRange = headers.getFirst("If-Range");
    var same = ifRange == null || ifRange.equals(page.etag);
    return ranges && range != null && same
        ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"))
        : 0;
  }

  private static Seen seen(HttpExchange exchange) {
    var headers = new java.util.HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((k, v) -> headers.put(k.toLowerCase(java.util.Locale.ROOT), v.getFirst()));
    var uri = exchange.getRequestURI();
    return new Seen(
        exchange.getRequestMethod(),
        uri.getPath(),
        java.util.Objects.requireNonNullElse(uri.getQuery(), ""),
        headers);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
