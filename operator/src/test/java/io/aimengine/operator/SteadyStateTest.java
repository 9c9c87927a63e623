package io.aimengine.operator;

import static java.net.HttpURLConnection.HTTP_OK;
import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.AuditLog;
import io.aimengine.e2e.cluster.AuditLog.Request;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// `-Drest.endpoints` and `-Drest.seconds` ask for more of both; `-Drest.result` is a file for the
/// figures (`./check soak`).
@OnCluster
class SteadyStateTest {
  private static final int ENDPOINTS = Integer.getInteger("rest.endpoints", 50);
  private static final Duration REST = Duration.ofSeconds(Integer.getInteger("rest.seconds", 120));

  /// As many as come to serve within one deadline.
  private static final int BATCH = 50;

  private static final int GPUS = 8;

  private final Cluster cluster;

  SteadyStateTest(Cluster cluster) {
    this.cluster = cluster;
  }

  /// By the clock: what comes round every minute would show. Nobody else writes to what is ours
  /// either, as a controller does that quarrels with us.
  @Test
  void writesAndReadsNothingWhileAllEndpointsServe() throws IOException {
    cluster.nodes().add(ENDPOINTS / GPUS + 1, "MI300X");
    var before = cluster.plane().audit().mark();
    try (var operated = new Operated(cluster)) {
      operated.start();
      for (var first = 0; first < ENDPOINTS; first += BATCH) {
        serve(first, Math.min(first + BATCH, ENDPOINTS));
      }
      Cluster.eventually("the last status is written", () -> Rest.quiet(cluster));
      var mark = cluster.plane().audit().mark();
      var ours = Rest.writes(cluster, REST);
      var others =
          cluster.plane().audit().since(mark).stream()
              .filter(write -> write.namespace().equals(cluster.namespace()))
              .toList();
      record(ours, others);
      assertThat(ours).isEmpty();
      assertThat(others).isEmpty();
      // a watch ends after 5 to 10 minutes, and is taken up where it was: nothing is read again
      assertThat(cluster.plane().audit().readsSince(mark, Operated.AGENT))
          .filteredOn(request -> !request.verb().equals("watch"))
          .isEmpty();
      assertThat(lists(before)).as("each kind is listed once").doesNotHaveDuplicates();
    }
  }

  private List<String> lists(AuditLog.Mark mark) {
    return cluster.plane().audit().readsSince(mark, Operated.AGENT).stream()
        .filter(request -> request.verb().equals("list") && request.code() == HTTP_OK)
        .map(Request::resource)
        .toList();
  }

  private void serve(int from, int to) {
    cluster
        .apply(
            IntStream.range(from, to)
                .mapToObj(i -> Operated.manifest("rest-" + i, "model: Qwen/Qwen3-8B, gpuCount: 1"))
                .collect(Collectors.joining()))
        .orThrow();
    cluster.awaitAll(
        cluster.client().resources(AIMEndpoint.class).inNamespace(cluster.namespace()),
        to + " endpoints are Ready",
        all ->
            all.stream()
                    .filter(e -> e.getStatus() != null && Operated.is(e, "Ready", "True"))
                    .count()
                == to);
  }

  private static void record(List<Request> ours, List<Request> others) throws IOException {
    var file = System.getProperty("rest.result", "");
    if (!file.isEmpty()) {
      var figures =
          "%d | %d | %d | %d".formatted(ENDPOINTS, REST.toSeconds(), ours.size(), others.size());
      Files.writeString(Path.of(file), figures);
    }
  }
}
