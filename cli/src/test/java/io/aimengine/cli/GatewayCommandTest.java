package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `aim-engine gateway` as a process, in front of engines that a file names.
final class GatewayCommandTest {
  @TempDir private Path folder;

  private static HttpServer server(BlockingQueue<String> asked) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getOrDefault("traceparent", List.of("")));
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aRequestIsLoggedAndTracedByWhatTheOptionsSay() throws Exception {
    var asked = new LinkedBlockingQueue<String>();
    var sent = new LinkedBlockingQueue<String>();
    var engine = server(asked);
    var collector = server(sent);
    try (var client = HttpClient.newHttpClient()) {
      Files.writeString(
          folder.resolve("routes.yaml"),
          "endpoints: [{name: m, replicas: ['127.0.0.1:%d']}]"
              .formatted(engine.getAddress().getPort()));
      var env =
          Map.of(
              "AIM_STATE_DIR",
              folder.resolve("state").toString(),
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              "http://127.0.0.1:" + collector.getAddress().getPort());
      var options = new String[] {"--routes", "routes.yaml", "--access-log", "access.jsonl"};
      try (var gateway = GatewayProcess.here(folder, env, options)) {
        var request =
            HttpRequest.newBuilder(URI.create(gateway.url() + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[]}"));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
    } finally {
      engine.stop(0);
      collector.stop(0);
    }
    // a gateway that has ended has written and sent everything
    var lines = Files.readAllLines(folder.resolve("access.jsonl"));
    assertThat(lines).hasSize(1);
    assertThat(new ObjectMapper().readTree(lines.getFirst()).path("model").asText()).isEqualTo("m");
    assertThat(asked)
        .singleElement()
        .asString()
        .matches(".*\\[00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]]");
    assertThat(sent).singleElement().asString().startsWith("/v1/traces");
  }

  @Test
  void optionsThatContradictEachOtherAreRefusedBeforeAnythingListens() {
    var aim = InProcess.in(folder);
    for (var wrong :
        List.of(
            List.of("--tls-cert", "tls.crt"),
            List.of("--tls-cert", "none.crt", "--tls-key", "none.key"),
            List.of("--traces", "collector"),
            List.of("--trace-share", "2"),
            List.of("--peers", "nowhere"),
            List.of("--cluster", "--routes", "routes.yaml"))) {
      var argv = new java.util.ArrayList<>(List.of("gateway", "--listen", "127.0.0.1:0"));
      argv.addAll(wrong);
      var ran = aim.run(argv.toArray(String[]::new));
      assertThat(ran.exit()).as(wrong + ran.err()).isEqualTo(Exit.USAGE.code());
    }
  }

  @Test
  void allMistakesAreSaidAtOnceAndNothingIsOpened() {
    var ran =
        InProcess.in(folder)
            .run(
                "gateway",
                "--listen=nowhere",
                "--metrics=99999",
                "--tls-cert=tls.crt",
                "--peers=nowhere",
                "--traces=collector",
                "--trace-share=2",
                "--access-log=access.log",
                "--cluster",
                "--routes=routes.yaml");
    assertThat(ran.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(ran.err())
        .contains(
            "--listen nowhere", "--metrics 99999", "--tls-cert", "--peers", "collector", "2.0")
        .contains("--cluster and --routes");
    assertThat(folder.resolve("access.log")).doesNotExist();
  }
}
