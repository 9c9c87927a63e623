package io.aimengine.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.v1alpha1.AIMEndpointSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/// A node of 8 MI300X that only kwok plays, and the spec of an endpoint for one of its GPUs.
final class SimulatedNode {
  private SimulatedNode() {}

  static Node of(int i) {
    var room =
        Map.of(
            "cpu", new Quantity("192"),
            "memory", new Quantity("2Ti"),
            "pods", new Quantity("110"),
            "amd.com/gpu", new Quantity("8"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName("node-" + i)
        .addToAnnotations("kwok.x-k8s.io/node", "fake")
        .addToLabels("kubernetes.io/hostname", "node-" + i)
        .addToLabels("kubernetes.io/os", "linux")
        .addToLabels("amd.com/gpu.family", "AI")
        .addToLabels("amd.com/gpu.device-id", "74a1")
        .addToLabels("amd.com/gpu.product-name", "AMD_Instinct_MI300X_OAM")
        .addToLabels("amd.com/gpu.vram", "192G")
        .addToLabels("amd.com/gpu.cu-count", "304")
        .endMetadata()
        .withNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .endStatus()
        .build();
  }

  static AIMEndpointSpec spec() {
    return new ObjectMapper().convertValue(Map.of("model", "Qwen/Qwen3-8B"), AIMEndpointSpec.class);
  }
}
