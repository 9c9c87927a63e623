package io.aimengine.benchmarks;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// A client that creates the objects of endpoints and does nothing else: it plans nothing, watches
/// nothing, and does not read the answers. What it posts is put together before the clock runs.
record BareClient(KubernetesClient client, String namespace, List<Template> templates) {
  /// The endpoint whose objects are the model of all.
  static final String SAMPLE = "barebench";

  private static final String MANAGED = "app.kubernetes.io/managed-by";

  /// Where one object is posted to, and what, for an endpoint called `barebench`.
  record Template(String path, String text) {}

  /// `list` is what `kubectl get -o json` says of the objects of the endpoint called `barebench`.
  static BareClient of(KubernetesClient client, String namespace, String list) {
    var kinds = client.getKubernetesSerialization();
    KubernetesList objects = kinds.unmarshal(list, KubernetesList.class);
    return new BareClient(
        client,
        namespace,
        objects.getItems().stream()
            .map(object ->
                new Template(path(object, namespace), kinds.asJson(plain(object, namespace))))
            .toList());
  }

  private static String path(HasMetadata object, String namespace) {
    var version = object.getApiVersion();
    return (version.contains("/") ? "/apis/" : "/api/")
        + version
        + "/namespaces/"
        + namespace
        + "/"
        + object.getPlural().toLowerCase(Locale.ROOT);
  }

  /// Without what the API server has added, and without the label by which an operator would know
  /// it.
  private static HasMetadata plain(HasMetadata object, String namespace) {
    var meta = object.getMetadata();
    var labels = new TreeMap<>(meta.getLabels());
    labels.remove(MANAGED);
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(namespace)
            .withLabels(labels)
            .withAnnotations(meta.getAnnotations())
            .build());
    switch (object) {
      case Deployment deployment -> deployment.setStatus(null);
      case PodDisruptionBudget budget -> budget.setStatus(null);
      case Service service -> {
        service.getSpec().setClusterIP(null);
        service.getSpec().setClusterIPs(null);
        service.setStatus(null);
      }
      default -> {}
    }
    return object;
  }

  /// Creates the objects of endpoints `from` to `to` over so many connections; objects a second.
  double run(int from, int to, int connections) {
    var texts =
        templates.stream()
            .map(template -> template.text().split("\\b" + SAMPLE + "\\b", -1))
            .toList();
    var start = System.nanoTime();
    Parallel.each(
        from,
        to,
        connections,
        i -> {
          for (var t = 0; t < templates.size(); t++) {
            client.raw(templates.get(t).path(), "POST", String.join("b" + i, texts.get(t)));
          }
        });
    return (to - from) * templates.size() * 1e9 / (System.nanoTime() - start);
  }
}
