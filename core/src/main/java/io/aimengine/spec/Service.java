package io.aimengine.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// How clients reach the endpoint. `port` is what they dial, `targetPort` what the engine listens
/// on when the manifest says so. `extraPorts` are those of `ports[]` that are not `port`.
public record Service(
    Type type,
    int port,
    OptionalInt targetPort,
    Map<String, String> annotations,
    Optional<String> loadBalancerIp,
    List<Port> extraPorts) {
  public static final int DEFAULT_PORT = 8000;

  /// Kubernetes' kinds of Service that make sense for an endpoint.
  public enum Type {
    CLUSTER_IP("ClusterIP"),
    NODE_PORT("NodePort"),
    LOAD_BALANCER("LoadBalancer");

    private final String id;

    Type(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  /// One more port. `targetPort` is a number or the name of a container port.
  public record Port(
      String name, int port, Optional<String> targetPort, String protocol, OptionalInt nodePort) {}

  public Service {
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    extraPorts = List.copyOf(extraPorts);
  }

  public static Service standard() {
    return new Service(
        Type.CLUSTER_IP, DEFAULT_PORT, OptionalInt.empty(), Map.of(), Optional.empty(), List.of());
  }
}
