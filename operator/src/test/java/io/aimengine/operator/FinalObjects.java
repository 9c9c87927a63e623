package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The objects of endpoints without what differs between two runs that come to the same: ids,
/// versions, times, and which of its two names a workload has.
final class FinalObjects {
  static final String FOREIGN = "example.com/somebody";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
          .configure(SerializationFeature.INDENT_OUTPUT, true);

  private FinalObjects() {}

  /// Everything that the operator has made in a namespace, pods left out.
  static List<HasMetadata> all(Cluster cluster) {
    return ClusterReader.CHILDREN.stream()
        .flatMap(kind ->
            cluster
                .client()
                .resources(kind)
                .inNamespace(cluster.namespace())
                .withLabelSelector(Labels.MANAGED)
                .list()
                .getItems()
                .stream())
        .<HasMetadata>map(HasMetadata.class::cast)
        .toList();
  }

  /// By kind and name, for the endpoints of such names; of pods, what runs in each. Each object is
  /// owned by the one endpoint that is there now, and none is there twice.
  static Map<String, String> of(Cluster cluster, Predicate<String> endpoints) {
    var owners =
        cluster
            .client()
            .resources(AIMEndpoint.class)
            .inNamespace(cluster.namespace())
            .list()
            .getItems()
            .stream()
            .collect(
                Collectors.toMap(e -> e.getMetadata().getName(), e -> e.getMetadata().getUid()));
    var found = new TreeMap<String, String>();
    for (var object : all(cluster)) {
      var endpoint = endpoint(object);
      if (!endpoint.isEmpty() && endpoints.test(endpoint)) {
        var key = key(object);
        assertOwned(object, String.valueOf(owners.get(endpoint)));
        assertThat(found.put(key, bare(object))).as("there is one " + key).isNull();
      }
    }
    cluster.client().pods().inNamespace(cluster.namespace()).list().getItems().stream()
        .filter(pod -> !endpoint(pod).isEmpty() && endpoints.test(endpoint(pod)))
        .collect(
            Collectors.groupingBy(
                FinalObjects::endpoint,
                Collectors.mapping(
                    pod -> text(JSON.valueToTree(pod.getSpec().getContainers())),
                    Collectors.toList())))
        .forEach((name, pods) -> found.put("pods of " + name, String.join("\n", sorted(pods))));
    return found;
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static void assertOwned(HasMetadata object, String endpoint) {
    assertThat(object.getMetadata().getOwnerReferences())
        .as("who owns " + key(object))
        .singleElement()
        .satisfies(owner -> {
          assertThat(owner.getUid()).isEqualTo(endpoint);
          assertThat(owner.getController()).isTrue();
          assertThat(owner.getBlockOwnerDeletion()).isTrue();
        });
  }

  static String endpoint(HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(Labels.ENDPOINT, "");
  }

  private static String key(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName().replaceFirst("-b$", "");
  }

  private static String bare(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(object);
    var meta = (ObjectNode) tree.path("metadata");
    meta.put("name", meta.path("name").asText().replaceFirst("-b$", ""));
    meta.remove(
        List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"));
    ((ObjectNode) meta.path("ownerReferences").path(0)).remove("uid");
    without(meta.path("annotations"), "deployment.kubernetes.io/revision");
    without(meta.path("annotations"), FOREIGN);
    without(meta.path("annotations"), Labels.GROUP + "/applied"); // a digest that has the uid in it
    for (var labels :
        List.of(
            "/metadata/labels", "/spec/selector/matchLabels", "/spec/template/metadata/labels")) {
      without(tree.at(labels), Release.SLOT);
    }
    tree.remove("status");
    for (var given : List.of("clusterIP", "clusterIPs", "volumeName")) {
      without(tree.path("spec"), given);
    }
    return text(tree);
  }

  private static void without(JsonNode tree, String field) {
    if (tree instanceof ObjectNode object) {
      object.remove(field);
    }
  }

  private static String text(JsonNode tree) {
    try {
      return JSON.writeValueAsString(JSON.treeToValue(tree, Object.class));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
