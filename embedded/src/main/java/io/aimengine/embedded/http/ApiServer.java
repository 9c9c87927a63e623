package io.aimengine.embedded.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aimengine.embedded.model.QueueFullException;
import io.aimengine.openai.ApiError;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The HTTP edge: routes by path and method, turns every failure into an OpenAI error.
public final class ApiServer {

  private final HttpServer http;
  private final PrintStream log;
  private final Map<String, Map<String, Endpoint>> routes = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Endpoint>> prefixes = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  /// Binds the port; nothing is answered before `start`.
  public ApiServer(InetSocketAddress address, PrintStream log) throws IOException {
    this.log = log;
    limitTheJdkServer();
    http = HttpServer.create(address, 256);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
  }

  /// The JDK's server is set up by system properties alone, read when it is first used.
  private static void limitTheJdkServer() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "60");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "100");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "65536");
    System.setProperty("sun.net.httpserver.idleInterval", "75");
  }

  public void start() {
    http.start();
  }

  /// Closes every connection at once.
  public void stop() {
    http.stop(0);
  }

  public int port() {
    return http.getAddress().getPort();
  }

  void route(String method, String path, Endpoint endpoint) {
    routes.computeIfAbsent(path, p -> new ConcurrentHashMap<>()).put(method, endpoint);
  }

  /// An endpoint for every path that starts so and has no endpoint of its own.
  void routePrefix(String method, String prefix, Endpoint endpoint) {
    prefixes.computeIfAbsent(prefix, p -> new ConcurrentHashMap<>()).put(method, endpoint);
  }

  /// Waits until no request is open, or the time is over.
  public void drain(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (open.get() > 0 && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  private void handle(HttpExchange httpExchange) {
    open.incrementAndGet();
    try (var exchange = new Exchange(httpExchange)) {
      answer(exchange);
    } finally {
      open.decrementAndGet();
    }
  }

  private void answer(Exchange exchange) {
    try {
      endpoint(exchange).answer(exchange);
    } catch (RefusedException e) {
      refuse(exchange, e.error());
    } catch (QueueFullException e) {
      refuse(
          exchange, ApiError.unavailable("engine_overloaded", "Too many requests wait already."));
    } catch (IOException e) {
      // the client has gone; whatever it asked for was given up on the way here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | OutOfMemoryError e) {
      // the outer edge: whatever a request did, the engine goes on; a message could quote a prompt
      log.println("request failed: " + e.getClass().getName() + at(e));
      refuse(exchange, ApiError.internal("The engine failed on this request."));
    }
  }

  private static String at(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  private Endpoint endpoint(Exchange exchange) {
    Map<String, Endpoint> methods = methods(exchange);
    String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
    Endpoint endpoint = methods.get(method);
    if (endpoint == null) {
      String allowed = String.join(", ", methods.keySet().stream().sorted().toList());
      exchange.header("Allow", allowed);
      throw new RefusedException(
          ApiError.methodNotAllowed(exchange.method(), exchange.path(), allowed));
    }
    return endpoint;
  }

  private Map<String, Endpoint> methods(Exchange exchange) {
    String path = exchange.path();
    Map<String, Endpoint> exact = routes.get(path);
    if (exact != null) {
      return exact;
    }
    return prefixes.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new RefusedException(ApiError.pathNotFound(exchange.method(), path)));
  }

  private static void refuse(Exchange exchange, ApiError error) {
    if (exchange.isStarted()) {
      return;
    }
    try {
      if (error.status() == 503) {
        exchange.header("Retry-After", "1");
      }
      exchange.sendJson(error.status(), error.toJson());
    } catch (IOException e) {
      // the client has gone, and there is nobody left to tell
    }
  }
}
