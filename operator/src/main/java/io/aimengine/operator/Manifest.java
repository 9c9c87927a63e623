package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.spec.Normalized;
import java.util.Map;
import java.util.Objects;

/// What an endpoint's manifest asks for, and the digest of all of it that decides how it is served.
record Manifest(Normalized normalized, String inputs) {

  static Manifest of(AIMEndpoint endpoint) {
    return new Manifest(ManifestText.normalize(endpoint), Release.inputs(endpoint));
  }

  /// Of two endpoints with equal ones the manifests are the same.
  record Edition(Long generation, Map<String, String> labels, Map<String, String> annotations) {
    static Edition of(AIMEndpoint endpoint) {
      var meta = endpoint.getMetadata();
      return new Edition(
          meta.getGeneration(),
          Objects.requireNonNullElse(meta.getLabels(), Map.of()),
          Objects.requireNonNullElse(meta.getAnnotations(), Map.of()));
    }
  }
}
