package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.Normalized;
import io.aimengine.yaml.Yaml;

/// Reads an endpoint of the API server like any manifest: one normaliser for every shell.
final class ManifestText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestText() {}

  static Normalized normalize(AIMEndpoint endpoint) {
    JsonNode tree = JSON.valueToTree(endpoint);
    ((ObjectNode) tree).remove("status");
    try {
      return EndpointNormalizer.normalize(
          Yaml.parse(endpoint.getMetadata().getName(), JSON.writeValueAsString(tree)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
