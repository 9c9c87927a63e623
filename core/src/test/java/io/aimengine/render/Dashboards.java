package io.aimengine.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;

/// Reads the dashboard out of what was rendered.
final class Dashboards {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Dashboards() {}

  static JsonNode of(RenderedObjects rendered) {
    return rendered.objects().stream()
        .filter(o -> o instanceof ConfigMap && o.getMetadata().getName().endsWith("-dashboard"))
        .flatMap(o -> ((ConfigMap) o).getData().values().stream())
        .findFirst()
        .map(Dashboards::parse)
        .orElse(JsonNodeFactory.instance.missingNode());
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
