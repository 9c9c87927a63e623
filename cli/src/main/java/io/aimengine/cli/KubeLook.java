package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;

/// Reads our objects from a cluster, as trees: what a newer operator writes is not lost.
record KubeLook(KubernetesClient client, String namespace) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  static KubeLook open(App app, KubeOptions options) {
    var client = options.client(app);
    return new KubeLook(client, options.namespace(client));
  }

  /// Sorted by namespace and name.
  List<JsonNode> all(KubeKind kind, boolean everywhere) {
    return list(kind.type(), everywhere).stream()
        .map(object -> JSON.<JsonNode>valueToTree(object))
        .sorted(
            Comparator.comparing((JsonNode tree) -> tree.at("/metadata/namespace").asText())
                .thenComparing(tree -> tree.at("/metadata/name").asText()))
        .toList();
  }

  private <T extends CustomResource<?, ?>> List<T> list(Class<T> type, boolean everywhere) {
    var resources = client.resources(type);
    var found =
        everywhere ? resources.inAnyNamespace().list() : resources.inNamespace(namespace).list();
    return found.getItems();
  }

  JsonNode one(KubeKind kind, String name) {
    var found = client.resources(kind.type()).inNamespace(namespace).withName(name).get();
    if (found == null) {
      throw CommandFailure.usage(
          "kube.not-found",
          "no " + kind.name().toLowerCase(java.util.Locale.ROOT) + " " + name + " in " + namespace,
          "aim-engine get " + kind.plural() + " -A shows all.");
    }
    return JSON.valueToTree(found);
  }

  /// The newest last, 20 at most; nobody keeps more than an hour of them.
  List<JsonNode> events(JsonNode object) {
    var uid = object.at("/metadata/uid").asText();
    var events =
        client
            .v1()
            .events()
            .inNamespace(object.at("/metadata/namespace").asText())
            .withField("involvedObject.uid", uid)
            .list()
            .getItems()
            .stream()
            .map(event -> JSON.<JsonNode>valueToTree(event))
            .sorted(Comparator.comparing(KubeLook::time))
            .toList();
    return events.subList(Math.max(0, events.size() - 20), events.size());
  }

  private static String time(JsonNode event) {
    var last = event.path("lastTimestamp").asText();
    return last.isEmpty() ? event.path("eventTime").asText() : last;
  }

  static String age(String since, Clock clock) {
    try {
      return Running.human(Duration.between(Instant.parse(since), clock.instant()));
    } catch (DateTimeParseException none) {
      return "";
    }
  }

  static String eventAge(JsonNode event, Clock clock) {
    return age(time(event), clock);
  }

  @Override
  public void close() {
    client.close();
  }
}
