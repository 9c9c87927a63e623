package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A gateway as a process of its own, on free ports; ready once made.
record GatewayProcess(Process process, String url, String metrics) implements AutoCloseable {

  /// `aim-engine gateway` of this checkout, as a person runs it.
  static GatewayProcess of(Aim aim, String... options) throws IOException {
    var program = List.of(aim.root().resolve("aim-engine").toString());
    return start(program, aim.folder(), aim.env(), options);
  }

  /// The same in a JVM like this one's.
  static GatewayProcess here(Path folder, Map<String, String> env, String... options)
      throws IOException {
    var program = new ArrayList<>(Jvm.like());
    program.add("io.aimengine.cli.Main");
    return start(program, folder, env, options);
  }

  private static GatewayProcess start(
      List<String> program, Path folder, Map<String, String> env, String... options)
      throws IOException {
    var argv = new ArrayList<>(program);
    argv.addAll(List.of("gateway", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"));
    argv.addAll(List.of("-o", "json"));
    argv.addAll(List.of(options));
    var builder = new ProcessBuilder(argv).directory(folder.toFile());
    builder.environment().putAll(env);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      var told = told(process);
      return new GatewayProcess(process, told.path("url").asText(), told.path("metrics").asText());
    } catch (IOException | RuntimeException | Error e) {
      process.destroy();
      throw e;
    }
  }

  private static JsonNode told(Process process) throws IOException {
    var text = new StringBuilder();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    while (!text.toString().endsWith("}\n") || text.toString().lines().noneMatch("}"::equals)) {
      var line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the gateway ended: " + text);
      }
      text.append(line).append('\n');
    }
    return new ObjectMapper().readTree(text.toString());
  }

  /// The body of a GET, empty where nobody answers.
  static String get(String uri) {
    return body(HttpRequest.newBuilder(URI.create(uri)));
  }

  /// The body of the answer to this JSON, empty where nobody answers.
  static String post(String uri, String json) {
    return body(
        HttpRequest.newBuilder(URI.create(uri))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static String body(HttpRequest.Builder asked) {
    var request = asked.timeout(Duration.ofMinutes(1)).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Of the samples of a metrics page that start so, all together.
  static double sum(String page, String start) {
    return page.lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// SIGTERM; it ends by itself.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the gateway did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
