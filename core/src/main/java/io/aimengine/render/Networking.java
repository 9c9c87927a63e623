package io.aimengine.render;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;

/// How clients reach the replicas, and that nothing else of a pod is reachable.
final class Networking {
  private Networking() {}

  static Service service(Rendering rendering) {
    var wanted = rendering.plan().spec().service();
    var meta = Labels.meta(rendering, ObjectNames.service(rendering.name()), "service");
    meta.setAnnotations(wanted.annotations());
    return new ServiceBuilder()
        .withMetadata(meta)
        .withNewSpec()
        .withType(wanted.type().id())
        .withLoadBalancerIP(wanted.loadBalancerIp().orElse(null))
        .withSelector(Labels.selector(rendering.name()))
        .withPorts(ports(rendering))
        .endSpec()
        .build();
  }

  /// One for each release that shares the requests. Monitors look for the endpoint's own Service,
  /// so nobody counts twice.
  static List<Service> releases(Rendering rendering, Ways ways) {
    return rendering
        .split()
        .filter(_ -> ways.splitter() != Splitter.REPLICAS)
        .map(split ->
            List.of(
                release(rendering, ObjectNames.stable(rendering.name()), "stable", split.stable()),
                release(rendering, ObjectNames.canary(rendering.name()), "canary", split.canary())))
        .orElse(List.of());
  }

  private static Service release(
      Rendering rendering, String name, String component, String release) {
    return new ServiceBuilder()
        .withMetadata(Labels.meta(rendering, name, component))
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(Labels.selector(rendering.name()))
        .addToSelector(Labels.RELEASE, release)
        .withPorts(
            new ServicePortBuilder()
                .withName(Workload.PORT_NAME)
                .withPort(rendering.plan().spec().service().port())
                .withTargetPort(new IntOrString(Workload.PORT_NAME))
                .withProtocol("TCP")
                .build())
        .endSpec()
        .build();
  }

  private static List<ServicePort> ports(Rendering rendering) {
    var wanted = rendering.plan().spec().service();
    var ports = new ArrayList<ServicePort>();
    ports.add(
        new ServicePortBuilder()
            .withName(Workload.PORT_NAME)
            .withPort(wanted.port())
            .withTargetPort(new IntOrString(Workload.PORT_NAME))
            .withProtocol("TCP")
            .build());
    for (var extra : wanted.extraPorts()) {
      var target = extra.targetPort().map(Networking::target).orElse(new IntOrString(extra.port()));
      ports.add(
          new ServicePortBuilder()
              .withName(extra.name())
              .withPort(extra.port())
              .withTargetPort(target)
              .withProtocol(extra.protocol())
              .withNodePort(extra.nodePort().isPresent() ? extra.nodePort().getAsInt() : null)
              .build());
    }
    return ports;
  }

  private static IntOrString target(String text) {
    return text.matches("[0-9]+") ? new IntOrString(Integer.valueOf(text)) : new IntOrString(text);
  }

  /// The engine's port from anywhere, no other port; what a pod may call is not restricted.
  static NetworkPolicy policy(Rendering rendering) {
    return new NetworkPolicyBuilder()
        .withMetadata(Labels.meta(rendering, rendering.name(), "network"))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(Labels.selector(rendering.name()))
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .withPorts(
            new NetworkPolicyPortBuilder()
                .withPort(new IntOrString(rendering.launch().port()))
                .withProtocol("TCP")
                .build())
        .endIngress()
        .endSpec()
        .build();
  }
}
