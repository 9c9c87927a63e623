package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the containers of an endpoint on processors are told to do, done by processes of this
/// machine: no image is needed to see that the arguments work.
@Tag("e2e")
class ProcessorPodE2eTest {
  private static final String VOLUME = "/workspace/";

  @TempDir private Path folder;

  @Test
  void fetchesTheModelAndServesIt() throws Exception {
    var pod = pod();
    var fetch = pod.at("/initContainers/0");
    run(process(fetch, arguments(fetch), "fetch.log"));
    var server = pod.at("/containers/0");
    var arguments = arguments(server);
    var port = freePort();
    arguments.set(arguments.indexOf("--port") + 1, Integer.toString(port));
    arguments.set(arguments.indexOf("--host") + 1, "127.0.0.1");
    var engine = process(server, arguments, "engine.log").start();
    try {
      Aim.await(
          "the engine is healthy",
          () -> {
            assertThat(engine.isAlive()).as(log("engine.log")).isTrue();
            return status(port, server.at("/startupProbe/httpGet/path").asText()) == 200;
          });
      assertThat(completion(port)).contains("\"choices\"");
    } finally {
      engine.destroy(); // SIGTERM
      assertThat(engine.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(engine.exitValue()).isZero();
  }

  @Test
  void refusesWordsThatLlamaServerHasNot() throws Exception {
    var argv = new ArrayList<>(Jvm.like());
    argv.addAll(List.of("io.aimengine.cli.Main", "embedded-engine", "--nonsense"));
    var log = folder.resolve("nonsense.log").toFile();
    var process = new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(log).start();
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(log("nonsense.log")).startsWith("embedded engine: ").contains("--nonsense");
  }

  private JsonNode pod() throws IOException {
    var aim = Aim.in(folder);
    Files.writeString(folder.resolve("nodes.yaml"), "nodes: [{name: a, cpu: 4, memory: 8Gi}]");
    var example = Aim.checkout().resolve("examples/kubernetes/basic-aim/aimendpoint-cpu.yaml");
    var ran =
        aim.run("render", "-f", example.toString(), "--inventory", "nodes.yaml", "-o", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    return Stream.iterate(0, i -> i + 1)
        .map(i -> ran.json().at("/items/" + i))
        .filter(object -> object.path("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow()
        .at("/spec/template/spec");
  }

  /// With the volume's paths below the test's folder.
  private List<String> arguments(JsonNode container) {
    var arguments = new ArrayList<String>();
    container.path("args").forEach(arg -> arguments.add(here(arg.asText())));
    return arguments;
  }

  private String here(String text) {
    return text.replace(VOLUME, folder + "/");
  }

  private ProcessBuilder process(JsonNode container, List<String> arguments, String log) {
    var argv = new ArrayList<>(Jvm.like());
    argv.add("io.aimengine.cli.Main");
    argv.addAll(arguments);
    var builder =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile());
    container
        .path("env")
        .forEach(variable -> {
          if (variable.has("value")) {
            builder
                .environment()
                .put(variable.path("name").asText(), here(variable.path("value").asText()));
          }
        });
    return builder;
  }

  private void run(ProcessBuilder builder) throws Exception {
    assertThat(builder.start().waitFor()).as(log("fetch.log")).isZero();
  }

  private String log(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException none) {
      return "";
    }
  }

  private static int status(int port, String path) {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String completion(int port) throws Exception {
    var body =
        "{\"model\": \"HuggingFaceTB/SmolLM2-135M-Instruct\", \"prompt\": \"Hello\","
            + " \"max_tokens\": 3}";
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
