package io.aimengine.render;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.TreeMap;

/// Names and labels of an endpoint's objects.
public final class Labels {
  public static final String GROUP = "aim.engine.amd.com";
  public static final String APPLICATION = "aim-endpoint";
  public static final String MANAGER = "aim-engine";

  /// On every object of an endpoint: its name. What has it and is no longer rendered is pruned.
  public static final String ENDPOINT = GROUP + "/endpoint";

  /// On every pod: the label of the candidate that it serves.
  public static final String RECIPE = GROUP + "/recipe";

  /// Selects everything that the operator makes.
  public static final String MANAGED = "app.kubernetes.io/managed-by=" + MANAGER;

  static final String NAME = "app.kubernetes.io/name";
  static final String INSTANCE = "app.kubernetes.io/instance";

  private Labels() {}

  /// What selects the pods of an endpoint; never changes, since selectors are immutable.
  public static Map<String, String> selector(String endpoint) {
    return new TreeMap<>(Map.of(NAME, APPLICATION, INSTANCE, endpoint));
  }

  /// The endpoint's own labels, overlaid with ours.
  static Map<String, String> of(Rendering rendering, String component) {
    var labels = new TreeMap<>(rendering.plan().spec().metadata().labels());
    labels.keySet().removeIf(key -> key.contains("kubernetes.io/"));
    labels.putAll(selector(rendering.name()));
    labels.put("app.kubernetes.io/component", component);
    labels.put("app.kubernetes.io/managed-by", MANAGER);
    labels.put(ENDPOINT, rendering.name());
    return labels;
  }

  static ObjectMeta meta(Rendering rendering, String name, String component) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(rendering.namespace())
        .withLabels(of(rendering, component))
        .build();
  }
}
