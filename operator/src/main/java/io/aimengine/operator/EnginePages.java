package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// The metrics pages of engines, asked of their pods.
interface EnginePages {
  /// Empty when the engine does not answer in time or says too much.
  Optional<String> page(Pod pod, String path);

  /// By the pod's address and its container's port.
  static EnginePages overHttp() {
    return new OverHttp();
  }

  /// Bounded in time and size: an engine is somebody else's program.
  final class OverHttp implements EnginePages {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 4 << 20;

    private final HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    @Override
    public Optional<String> page(Pod pod, String path) {
      var address = pod.getStatus().getPodIP();
      if (address == null) {
        return Optional.empty();
      }
      var host = address.contains(":") ? "[" + address + "]" : address;
      var uri = URI.create("http://" + host + ":" + port(pod) + path);
      try {
        var answer =
            client.send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        return answer.statusCode() == 200 ? text(answer.body()) : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }

    private static Optional<String> text(InputStream body) throws IOException {
      try (body) {
        var bytes = body.readNBytes(MOST_BYTES + 1);
        return bytes.length > MOST_BYTES
            ? Optional.empty()
            : Optional.of(new String(bytes, StandardCharsets.UTF_8));
      }
    }

    private static int port(Pod pod) {
      return EngineContainer.of(pod).getPorts().getFirst().getContainerPort();
    }
  }
}
