package io.aimengine.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads CPU and memory in both shapes: `cpu, memory, cpuLimit, memoryLimit`, and `requests` and
/// `limits` as Kubernetes has them.
final class ResourcesReader {
  /// Read elsewhere: GPUs are a wish of the plan.
  private static final List<String> NOT_HERE =
      List.of("cpu", "memory", "amd.com/gpu", "nvidia.com/gpu");

  private ResourcesReader() {}

  static Resources read(Section spec) {
    var resources = spec.section("resources");
    var requests = resources.section("requests");
    var limits = resources.section("limits");
    var cpu = either("CPU request", resources, "cpu", requests, "cpu");
    var memory = either("memory request", resources, "memory", requests, "memory");
    var cpuLimit = either("CPU limit", resources, "cpuLimit", limits, "cpu");
    var memoryLimit = either("memory limit", resources, "memoryLimit", limits, "memory");
    inOrder(resources, "cpu", cpu, cpuLimit);
    inOrder(resources, "memory", memory, memoryLimit);
    return new Resources(cpu, memory, cpuLimit, memoryLimit, others(requests), others(limits));
  }

  private static Optional<Quantity> either(
      String what, Section flat, String flatKey, Section nested, String nestedKey) {
    return new Places<Quantity>(what)
        .add(flat, flatKey, flat.quantity(flatKey))
        .add(nested, nestedKey, nested.quantity(nestedKey))
        .agreed(flat.findings());
  }

  private static void inOrder(
      Section section, String what, Optional<Quantity> request, Optional<Quantity> limit) {
    if (request.isPresent() && limit.isPresent() && request.get().compareTo(limit.get()) > 0) {
      section
          .findings()
          .error(
              "spec.limit-below-request",
              section.path(what),
              section.mark(what),
              "the %s request %s is above the limit %s".formatted(what, request.get(), limit.get()),
              "raise the limit or lower the request");
    }
  }

  /// Other resources by their own names; a name without a domain must be one of Kubernetes' own.
  private static Map<String, Quantity> others(Section section) {
    var others = new TreeMap<String, Quantity>();
    section.ignore("ephemeral-storage");
    for (var key : section.keys()) {
      var known =
          key.indexOf('/') > 0 || key.equals("ephemeral-storage") || key.startsWith("hugepages-");
      if (known && !NOT_HERE.contains(key)) {
        section.quantity(key).ifPresent(q -> others.put(key, q));
      }
    }
    return others;
  }
}
