package io.aimengine.render;

import io.aimengine.spec.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a replica takes of its node. The manifest's amounts, else estimates that leave every other
/// GPU of the node its share.
final class HostResources {
  /// Processes of a rank: its worker, and a share of the scheduler and the HTTP server.
  private static final int CPUS_PER_GPU = 4;

  /// Host memory of a rank with the page cache that loading goes through.
  private static final int GIB_PER_GPU = 16;

  /// Of a node's share; daemons on the node take the rest.
  private static final double USABLE = 0.9;

  private static final double GIB = 1 << 30;

  private HostResources() {}

  static ResourceRequirements of(Rendering rendering) {
    var wanted = rendering.plan().spec().resources();
    var requests = new LinkedHashMap<String, Quantity>();
    var limits = new LinkedHashMap<String, Quantity>();
    // a limit without a request is the request too
    if (wanted.cpuLimit().isEmpty()) {
      requests.put("cpu", new Quantity(Long.toString(cpus(rendering))));
    }
    if (wanted.memoryLimit().isEmpty()) {
      requests.put("memory", new Quantity(gib(rendering) + "Gi"));
    }
    amounts(wanted, requests, limits);
    if (rendering.onGpu()) {
      var gpus = new Quantity(Integer.toString(rendering.plan().candidate().gpuCount()));
      requests.put(rendering.plan().place().resource(), gpus);
      limits.put(rendering.plan().place().resource(), gpus);
    }
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  private static long cpus(Rendering rendering) {
    var gpus = Math.max(1, rendering.plan().candidate().gpuCount());
    return least((long) CPUS_PER_GPU * gpus, rendering.plan().place().cpus() * gpus * USABLE);
  }

  /// A CPU engine holds weights and KV cache in the pod's own memory.
  private static long gib(Rendering rendering) {
    if (!rendering.onGpu()) {
      return Math.max(1, (long) Math.ceil(rendering.plan().memory().usableGib()));
    }
    var gpus = rendering.plan().candidate().gpuCount();
    var share = rendering.plan().place().memoryBytes() / GIB * gpus * USABLE;
    return least((long) GIB_PER_GPU * gpus, share);
  }

  /// A share of 0 is not known.
  private static long least(long wanted, double share) {
    return share > 0 ? Math.max(1, Math.min(wanted, (long) share)) : wanted;
  }

  private static void amounts(
      Resources wanted, Map<String, Quantity> requests, Map<String, Quantity> limits) {
    put(requests, "cpu", wanted.cpu());
    put(requests, "memory", wanted.memory());
    put(limits, "cpu", wanted.cpuLimit());
    put(limits, "memory", wanted.memoryLimit());
    wanted.requests().forEach((name, amount) -> requests.put(name, amount(amount)));
    wanted.limits().forEach((name, amount) -> limits.put(name, amount(amount)));
  }

  private static void put(
      Map<String, Quantity> amounts, String name, Optional<io.aimengine.spec.Quantity> wanted) {
    wanted.ifPresent(amount -> amounts.put(name, amount(amount)));
  }

  private static Quantity amount(io.aimengine.spec.Quantity quantity) {
    return new Quantity(quantity.text());
  }
}
