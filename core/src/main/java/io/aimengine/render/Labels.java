package io.aimengine.render;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.TreeMap;

/// Names and labels of an endpoint's objects.
public final class Labels {
  public static final String GROUP = "aim.engine.amd.com";
  public static final String API_VERSION = GROUP + "/v1alpha1";
  public static final String APPLICATION = "aim-endpoint";
  public static final String MANAGER = "aim-engine";

  /// On every object of an endpoint: its name. What has it and is no longer rendered is pruned.
  public static final String ENDPOINT = GROUP + "/endpoint";

  /// On the downloads of an AIMCache: its name.
  public static final String CACHE = GROUP + "/cache";

  /// On every pod: the label of the candidate that it serves.
  public static final String RECIPE = GROUP + "/recipe";

  /// On every object: the model's id as far as a label can say it; the whole id is an annotation.
  public static final String MODEL = GROUP + "/model";

  /// On the pods that an operator made: the id of their release, which no two templates share.
  public static final String RELEASE = GROUP + "/release";

  /// On every object of ours: its part in the endpoint.
  public static final String COMPONENT = "app.kubernetes.io/component";

  /// On every object of ours, and the same on all.
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /// Selects everything that the operator makes.
  public static final String MANAGED = MANAGED_BY + "=" + MANAGER;

  static final String NAME = "app.kubernetes.io/name";
  static final String INSTANCE = "app.kubernetes.io/instance";

  private static final int LONGEST = 63;

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
    labels.put(COMPONENT, component);
    labels.put(MANAGED_BY, MANAGER);
    labels.put(ENDPOINT, rendering.name());
    labels.put(MODEL, value(rendering.plan().spec().model().id()));
    return labels;
  }

  /// `Qwen/Qwen3-32B` becomes `Qwen_Qwen3-32B`: a label takes no slash and 63 characters.
  static String value(String text) {
    var plain = text.replaceAll("[^A-Za-z0-9._-]+", "_");
    var cut = plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    return cut.replaceAll("^[._-]+|[._-]+$", "");
  }

  static ObjectMeta meta(Rendering rendering, String name, String component) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(rendering.namespace())
        .withLabels(of(rendering, component))
        .build();
  }
}
