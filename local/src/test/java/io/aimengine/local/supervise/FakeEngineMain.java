package io.aimengine.local.supervise;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A tiny engine in a real process. Arguments: the port, then modes: `slow=MS` before it is
/// healthy, `exit=CODE` at once, `refuse` healthy but no completion, `hang` at each completion but
/// the first, `deaf` to SIGTERM, `mute` after its first answer without ending, `child` starts a
/// process of its own, `idle` but for the requests that it counts, `starts=FILE` notes each start
/// there.
public final class FakeEngineMain {
  private FakeEngineMain() {}

  public static void main(String[] arguments) throws Exception {
    var modes = new ArrayList<>(List.of(arguments));
    var port = Integer.parseInt(modes.removeFirst());
    System.out.println("fake engine loads");
    note(value(modes, "starts"));
    if (!value(modes, "exit").isEmpty()) {
      System.err.println("fake engine: out of memory on device 0");
      System.exit(Integer.parseInt(value(modes, "exit")));
    }
    if (modes.contains("deaf")) {
      Runtime.getRuntime().addShutdownHook(new Thread(FakeEngineMain::waitForEver));
    }
    if (modes.contains("child")) {
      var child = new ProcessBuilder("sleep", "300").inheritIO().start();
      System.out.println("child " + child.pid());
    }
    if (!value(modes, "slow").isEmpty()) {
      Thread.sleep(Long.parseLong(value(modes, "slow")));
    }
    serve(port, modes);
  }

  private static void serve(int port, List<String> modes) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    if (modes.contains("hang")) {
      // what hangs is not to hold up its health
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }
    var asked = new AtomicInteger();
    server.createContext("/health", exchange -> answer(exchange, 200, ""));
    server.createContext(
        "/v1/completions",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (asked.incrementAndGet() > 1 && modes.contains("hang")) {
            waitForEver();
          }
          if (modes.contains("refuse")) {
            answer(exchange, 500, "{\"error\":{\"message\":\"HIP error: invalid device\"}}");
          } else {
            answer(exchange, 200, "{\"choices\":[{\"text\":\" there\"}]}");
          }
          if (modes.contains("mute")) {
            // another thread: it ends the connection's own, and the process is to live on
            Thread.ofPlatform().start(() -> mute(server));
          }
        });
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, metrics(modes, asked.get())));
    server.start();
    System.out.println("fake engine listens on " + port);
  }

  private static String metrics(List<String> modes, int asked) {
    return modes.contains("idle")
        ? """
        vllm:num_requests_running 0
        vllm:num_requests_waiting 0
        vllm:request_success_total %d
        """
            .formatted(asked)
        : "vllm:num_requests_running 3\n";
  }

  private static void mute(HttpServer server) {
    server.stop(0);
    waitForEver();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void note(String file) throws IOException {
    if (!file.isEmpty()) {
      var line = ProcessHandle.current().pid() + "\n";
      Files.writeString(
          Path.of(file),
          line,
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    }
  }

  private static String value(List<String> modes, String name) {
    return modes.stream()
        .filter(mode -> mode.startsWith(name + "="))
        .map(mode -> mode.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  private static void waitForEver() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
