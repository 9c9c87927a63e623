package io.aimengine.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Labels and annotations that people put on an endpoint.
public record Metadata(Map<String, String> labels, Map<String, String> annotations) {
  public Metadata {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  public static Metadata none() {
    return new Metadata(Map.of(), Map.of());
  }
}
