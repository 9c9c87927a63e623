package io.aimengine.render;

/// Kinds that a cluster may lack: their objects are left out then, and a condition names them.
public enum OptionalKind {
  SERVICE_MONITOR("monitoring.coreos.com/v1", "ServiceMonitor"),
  POD_MONITOR("monitoring.coreos.com/v1", "PodMonitor"),
  PROMETHEUS_RULE("monitoring.coreos.com/v1", "PrometheusRule"),
  SCALED_OBJECT("keda.sh/v1alpha1", "ScaledObject"),
  HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute"),
  INFERENCE_SERVICE("serving.kserve.io/v1beta1", "InferenceService");

  private final String apiVersion;
  private final String kind;

  OptionalKind(String apiVersion, String kind) {
    this.apiVersion = apiVersion;
    this.kind = kind;
  }

  public String apiVersion() {
    return apiVersion;
  }

  public String kind() {
    return kind;
  }

  /// `ServiceMonitor.monitoring.coreos.com`.
  public String id() {
    return kind + "." + apiVersion.substring(0, apiVersion.indexOf('/'));
  }
}
