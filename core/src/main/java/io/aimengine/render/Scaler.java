package io.aimengine.render;

import io.aimengine.spec.EndpointSpec;
import java.util.Optional;

/// Who turns an endpoint's one knob for replicas, its own scale subresource.
public enum Scaler {
  /// the operator itself, by the engines' metrics; needs nothing installed
  BUILT_IN("builtin"),
  /// a HorizontalPodAutoscaler
  HPA("hpa"),
  /// a KEDA ScaledObject
  KEDA("keda");

  private final String id;

  Scaler(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  /// Of an endpoint: as its annotation says, else as the cluster is set up.
  public static Scaler of(EndpointSpec spec, Cluster cluster) {
    return Optional.ofNullable(spec.metadata().annotations().get(Ways.SCALER))
        .flatMap(Scaler::parse)
        .orElse(cluster.scaler());
  }

  public static Optional<Scaler> parse(String text) {
    for (var scaler : values()) {
      if (scaler.id.equalsIgnoreCase(text.strip())) {
        return Optional.of(scaler);
      }
    }
    return Optional.empty();
  }
}
