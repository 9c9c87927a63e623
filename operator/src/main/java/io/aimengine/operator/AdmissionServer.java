package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the API server's AdmissionReviews at `/validate`, over TLS.
public final class AdmissionServer implements AutoCloseable {
  static final String PATH = "/validate";

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionServer.class);
  private static final int BACKLOG = 64;

  /// Twice what etcd takes, old and new object.
  private static final int MOST_BYTES = 4 << 20;

  /// More at once only wait for one another: planning is computing.
  private static final int AT_ONCE = 16;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200).build())
              .build());

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final UnaryOperator<JsonNode> answers;

  private AdmissionServer(HttpsServer server, UnaryOperator<JsonNode> answers) {
    this.server = server;
    this.answers = answers;
  }

  /// Listens at once. `folder` holds `tls.crt` and `tls.key`.
  ///
  /// @throws UncheckedIOException when the address is taken or the pair cannot be read
  public static AdmissionServer start(
      InetSocketAddress address, Path folder, AimOperator operator) {
    return start(address, folder, operator.admission()::answer);
  }

  static AdmissionServer start(
      InetSocketAddress address, Path folder, UnaryOperator<JsonNode> answers) {
    try {
      var certificate = ServerCertificate.in(folder);
      var server = HttpsServer.create(address, BACKLOG);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
      var started = new AdmissionServer(server, answers);
      server.setExecutor(started.threads);
      server.createContext("/", started::handle);
      server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        answer(exchange, 404, "no such page");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, "only POST");
      } else if (!places.tryAcquire()) {
        answer(exchange, 503, "too much at once");
      } else {
        try {
          review(exchange);
        } finally {
          places.release();
        }
      }
    }
  }

  private void review(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      answer(exchange, 413, "larger than 4 MiB");
      return;
    }
    try {
      var answer = answers.apply(JSON.readTree(body));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      send(exchange, 200, JSON.writeValueAsBytes(answer));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      answer(exchange, 400, "no AdmissionReview");
    } catch (RuntimeException e) {
      LOG.error("a review failed", e);
      answer(exchange, 500, "the review failed");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    send(exchange, status, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
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
