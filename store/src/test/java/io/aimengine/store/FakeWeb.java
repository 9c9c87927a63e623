package io.aimengine.store;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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
  private final Map<String, Runnable> afterFirst = new ConcurrentHashMap<>();
  private final java.util.concurrent.atomic.AtomicInteger atOnce =
      new java.util.concurrent.atomic.AtomicInteger();
  private final java.util.concurrent.atomic.AtomicInteger most =
      new java.util.concurrent.atomic.AtomicInteger();
  private volatile boolean ranges = true;
  private volatile boolean lying;
  private volatile boolean names = true;
  private volatile Fault.Slow pace = new Fault.Slow(1 << 20, java.time.Duration.ZERO);
  private final java.util.concurrent.atomic.AtomicLong sent =
      new java.util.concurrent.atomic.AtomicLong();

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
    faults.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(queue));
    return this;
  }

  FakeWeb withoutRanges() {
    ranges = false;
    return this;
  }

  /// Runs once, when the first answer to the path has been chosen.
  void afterFirst(String path, Runnable change) {
    afterFirst.put(path, change);
  }

  /// Ranges come with other bytes than asked for.
  void lying() {
    lying = true;
  }

  /// Answers come without ETag.
  void withoutNames() {
    names = false;
  }

  /// Every body comes at this pace.
  FakeWeb pace(int piece, java.time.Duration pause) {
    pace = new Fault.Slow(piece, pause);
    return this;
  }

  /// How many bytes of bodies have gone out.
  long sent() {
    return sent.get();
  }

  /// How many requests were served at the same time, at most.
  int mostAtOnce() {
    return most.get();
  }

  java.util.List<Seen> seen(String path) {
    return seen.stream().filter(s -> s.path().equals(path) && s.method().equals("GET")).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    seen.add(seen(exchange));
    var page = pages.get(path);
    var isGet = exchange.getRequestMethod().equals("GET");
    var queue = faults.getOrDefault(path, new ConcurrentLinkedQueue<>());
    var fault = isGet ? queue.poll() : null;
    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try (exchange) {
      if (isGet) {
        var change = afterFirst.remove(path);
        if (change != null) {
          change.run();
        }
      }
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
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private void body(
      HttpExchange exchange, Body page, @org.jspecify.annotations.Nullable Fault fault)
      throws IOException, InterruptedException {
    var headers = exchange.getResponseHeaders();
    if (names) {
      headers.set("ETag", page.etag);
    }
    headers.set("Accept-Ranges", ranges ? "bytes" : "none");
    var range = range(exchange.getRequestHeaders(), page);
    var from = range.from();
    var length = range.length();
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(page.bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    if (range.partial()) {
      headers.set(
          "Content-Range", "bytes %d-%d/%d".formatted(from, from + length - 1, page.bytes.length));
    }
    exchange.sendResponseHeaders(range.partial() ? 206 : 200, length == 0 ? -1 : length);
    var wanted =
        switch (fault) {
          case Fault.Cut cut -> Math.min(length, cut.after());
          case Fault.Stall stall -> Math.min(length, stall.after());
          case null, default -> length;
        };
    var out = exchange.getResponseBody();
    var slow = fault instanceof Fault.Slow s ? s : pace;
    for (int at = 0; at < wanted; at += slow.piece()) {
      var shift = lying && range.partial() && from > 0 ? -1 : 0;
      out.write(page.bytes, from + at + shift, Math.min(slow.piece(), wanted - at));
      out.flush();
      sent.addAndGet(Math.min(slow.piece(), wanted - at));
      Thread.sleep(slow.pause());
    }
    if (fault instanceof Fault.Stall) {
      closed.await();
    }
  }

  /// What of a body is sent.
  private record Part(int from, int length, boolean partial) {}

  private Part range(Headers headers, Body page) {
    var range = headers.getFirst("Range");
    var ifRange = headers.getFirst("If-Range");
    var same = ifRange == null || ifRange.equals(page.etag);
    if (!ranges || range == null || !same) {
      return new Part(0, page.bytes.length, false);
    }
    var ends = range.replace("bytes=", "").split("-", -1);
    var from = Integer.parseInt(ends[0]);
    var last = ends[1].isEmpty() ? page.bytes.length - 1 : Integer.parseInt(ends[1]);
    return new Part(from, Math.min(last, page.bytes.length - 1) - from + 1, true);
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
