package io.aimengine.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// What the API server wrote down of its clients' requests: `e2e/cluster/audit.yaml` says which.
/// Leases are left out here; refused requests do count, with their code.
public final class AuditLog implements AutoCloseable {
  static final String AGENT = "aim-audit-mark";
  private static final Set<String> READS = Set.of("get", "list", "watch");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final KubernetesClient client;
  private long known; // a line starts here

  AuditLog(Path file, KubernetesClient client) {
    this.file = file;
    this.client = client;
  }

  /// One request. `subresource` and `name` are empty where there is none; `code` is the HTTP status
  /// of the answer, `at` when it was there.
  public record Request(
      String user,
      String userAgent,
      String verb,
      String resource,
      String subresource,
      String namespace,
      String name,
      int code,
      Instant at) {
    private boolean reads() {
      return READS.contains(verb);
    }
  }

  /// A place in the log: everything that was answered before it was asked for lies before it.
  public record Mark(long offset) {}

  public synchronized Mark mark() {
    known = read(known).end();
    return new Mark(known);
  }

  /// The writes that were answered since a mark, in the order in which they ended.
  public List<Request> since(Mark mark) {
    return read(mark.offset()).requests().stream().filter(w -> !w.reads()).toList();
  }

  /// What the administrator's clients with such a user agent asked for since a mark: `list`, `get`
  /// and `watch`.
  public List<Request> readsSince(Mark mark, String userAgent) {
    return read(mark.offset()).requests().stream()
        .filter(Request::reads)
        .filter(w -> w.userAgent().startsWith(userAgent))
        .toList();
  }

  /// The writes since a mark of those clients whose user agent starts like this.
  public List<Request> since(Mark mark, String userAgent) {
    return since(mark).stream().filter(w -> w.userAgent().startsWith(userAgent)).toList();
  }

  /// How many writes of such clients show since a mark by now. It only reads the file: it answers
  /// while the API server is away, and disturbs nobody.
  public long shown(Mark mark, String userAgent) {
    var agent = "\"userAgent\":\"" + userAgent;
    return wholeLines(mark.offset()).stream()
        .filter(line -> line.contains(agent) && !line.contains("\"resource\":\"leases\""))
        .filter(line -> READS.stream().noneMatch(v -> line.contains("\"verb\":\"" + v + "\"")))
        .count();
  }

  private record Read(List<Request> requests, long end) {}

  /// Writes something by itself and reads until that shows: the log has no lines older than it
  /// then.
  private Read read(long from) {
    var fence = "audit-" + UUID.randomUUID();
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(fence)
            .withNamespace("default")
            .endMetadata()
            .build();
    client.resource(map).create();
    client.resource(map).delete();
    var found = new ArrayList<Request>();
    var offset = from;
    var deadline = System.nanoTime() + Cluster.DEADLINE.toNanos();
    while (System.nanoTime() < deadline) { // the line is there before or just after the answer
      for (var line : wholeLines(offset)) {
        offset += line.getBytes(StandardCharsets.UTF_8).length + 1;
        var request = request(line);
        if (!request.userAgent().equals(AGENT)) {
          found.add(request);
        } else if (request.name().equals(fence) && request.verb().equals("delete")) {
          found.removeIf(w -> w.resource().equals("leases"));
          return new Read(List.copyOf(found), offset);
        }
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new IllegalStateException("the audit log " + file + " does not grow");
  }

  private List<String> wholeLines(long offset) {
    try (var channel = FileChannel.open(file)) {
      var text =
          new String(
              Channels.newInputStream(channel.position(offset)).readAllBytes(),
              StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Request request(String line) {
    try {
      var event = JSON.readTree(line);
      var object = event.path("objectRef");
      return new Request(
          text(event.at("/user/username")),
          text(event.path("userAgent")),
          text(event.path("verb")),
          text(object.path("resource")),
          text(object.path("subresource")),
          text(object.path("namespace")),
          text(object.path("name")),
          event.at("/responseStatus/code").asInt(),
          Instant.parse(text(event.path("stageTimestamp"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonNode node) {
    return node.asText("");
  }

  @Override
  public void close() {
    client.close();
  }
}
