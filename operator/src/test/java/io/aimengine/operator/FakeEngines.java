package io.aimengine.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// The metrics pages of pods that kwok only plays, over real HTTP on loopback. Each time a page is
/// asked for, its engine has answered some more requests.
final class FakeEngines implements EnginePages, AutoCloseable {
  /// Of vLLM, which its images and our catalog agree on.
  private static final double[] BOUNDS = {0.1, 0.25, 0.5, 0.75, 1, 2.5, 5};

  private final EnginePages http = EnginePages.overHttp();
  private final HttpServer server;
  private final Map<String, Load> loads = new ConcurrentHashMap<>();
  private final Map<String, Integer> looks = new ConcurrentHashMap<>();

  /// What an engine does between two looks: requests, how many of them fail, and after how many
  /// seconds their first token comes.
  record Load(int requests, int failed, double firstToken) {}

  FakeEngines() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// For all pods of a release that have no load of their own.
  void load(String release, Load load) {
    loads.put(release, load);
  }

  @Override
  public Optional<String> page(Pod pod, String path) {
    var meta = pod.getMetadata();
    return http.page(
        at(server.getAddress().getPort(), pod),
        "/" + meta.getLabels().get(Release.RELEASE) + "/" + meta.getName() + path);
  }

  /// A pod as if its engine listened here.
  static Pod at(int port, Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .editFirstContainer()
        .editFirstPort()
        .withContainerPort(port)
        .endPort()
        .endContainer()
        .endSpec()
        .editStatus()
        .withPodIP("127.0.0.1")
        .endStatus()
        .build();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var parts = exchange.getRequestURI().getPath().split("/");
    var load = loads.getOrDefault(parts[1], new Load(0, 0, 0));
    var page = text(load, looks.merge(parts[2], 1, Integer::sum)).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  private static String text(Load load, int looks) {
    var all = (long) load.requests() * looks;
    var failed = (long) load.failed() * looks;
    var text = new StringBuilder();
    text.append(
        """
        vllm:num_requests_running{engine="0",model_name="m"} 1.0
        vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} %d.0
        http_requests_total{handler="/v1/chat/completions",method="POST",status="2xx"} %d.0
        http_requests_total{handler="/v1/chat/completions",method="POST",status="5xx"} %d.0
        """
            .formatted(all - failed, all - failed, failed));
    for (var bound : BOUNDS) {
      text.append(
          "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"%s\"} %d.0%n"
              .formatted(bound, bound >= load.firstToken() ? all - failed : 0));
    }
    text.append(
        String.format(
            Locale.ROOT,
            """
            vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf"} %1$d.0
            vllm:time_to_first_token_seconds_count{engine="0"} %1$d.0
            vllm:time_to_first_token_seconds_sum{engine="0"} %2$.3f
            """,
            all - failed,
            (all - failed) * load.firstToken()));
    return text.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
