package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How the logs of pods' engines begin, as the API server gets them from kubelets: each is asked
/// for once, bounded in time and size.
final class PodLogs {
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 1 << 20;

  /// The client's own way asks for the pod first.
  private static final String PATH =
      "api/v1/namespaces/%s/pods/%s/log?container=%s&limitBytes=" + MOST_BYTES;

  private final KubernetesClient client;
  private final long millis;
  private final RequestConfig once =
      new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build();

  PodLogs(KubernetesClient client, Duration timeout) {
    this.client = client;
    this.millis = timeout.toMillis();
  }

  /// Empty when it cannot be read: no right, no kubelet, no log any more, too long, or not in time.
  Optional<String> of(Pod pod) {
    var path =
        PATH.formatted(
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            EngineContainer.of(pod).getName());
    var uri = URI.create(client.getMasterUrl().toString()).resolve(path);
    return client
        .adapt(NamespacedKubernetesClient.class)
        .withRequestConfig(once)
        .call(limited -> read(limited.getHttpClient(), uri));
  }

  /// The client's own limit of time ends with the headers, so this one is for the whole answer.
  private Optional<String> read(HttpClient http, URI uri) {
    var text = new ByteArrayOutputStream();
    var request = http.newHttpRequestBuilder().uri(uri).timeout(millis, TimeUnit.MILLISECONDS);
    var asked = http.consumeBytes(request.build(), (parts, body) -> take(parts, text, body));
    try {
      asked.thenCompose(PodLogs::whole).get(millis, TimeUnit.MILLISECONDS);
      return Optional.of(text.toString(StandardCharsets.UTF_8));
    } catch (ExecutionException | TimeoutException unread) {
      var _ = asked.thenAccept(answer -> answer.body().cancel());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static CompletableFuture<Void> whole(HttpResponse<AsyncBody> answer) {
    if (!answer.isSuccessful()) {
      return CompletableFuture.failedFuture(new IOException("HTTP " + answer.code()));
    }
    answer.body().consume();
    return answer.body().done();
  }

  /// A kubelet may write more than it was asked for.
  private static void take(List<ByteBuffer> parts, ByteArrayOutputStream text, AsyncBody body) {
    for (var part : parts) {
      var bytes = new byte[part.remaining()];
      part.get(bytes);
      text.writeBytes(bytes);
    }
    if (text.size() > MOST_BYTES) {
      body.cancel();
    } else {
      body.consume();
    }
  }
}
