package io.aimengine.local.lease;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.local.hardware.Gpu;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What is said when devices cannot be had; the codes are listed in `docs/reference/hardware.md`.
final class LeaseProblems {
  private static final int MAX_NAMED = 8;

  private LeaseProblems() {}

  static Problem notEnough(
      LeaseRequest request,
      List<Gpu> candidates,
      List<Gpu> unleased,
      List<Gpu> free,
      List<Lease> leases) {
    var reasons = new ArrayList<String>();
    if (unleased.size() < candidates.size()) {
      reasons.add(holders(candidates, leases));
    }
    if (free.size() < unleased.size()) {
      reasons.add(inUse(request, unleased));
    }
    var message =
        "%s wants %d x %s, %d of %d are free"
            .formatted(
                request.endpoint(),
                request.count(),
                request.deviceType(),
                free.size(),
                candidates.size());
    return Problem.error(
        "lease.not-enough-devices",
        request.endpoint(),
        Mark.NONE,
        reasons.isEmpty() ? message : message + ": " + String.join("; ", reasons),
        "stop an endpoint (`aim-engine list`), end the programs that use GPU memory"
            + " (`amd-smi process`), or ask for fewer GPUs");
  }

  private static String holders(List<Gpu> candidates, List<Lease> leases) {
    var ids = candidates.stream().map(Gpu::id).collect(Collectors.toSet());
    return leases.stream()
        .filter(lease -> lease.devices().stream().anyMatch(ids::contains))
        .limit(MAX_NAMED)
        .map(lease -> lease.endpoint() + " holds " + String.join(", ", lease.devices()))
        .collect(Collectors.joining("; "));
  }

  private static String inUse(LeaseRequest request, List<Gpu> unleased) {
    var busy =
        unleased.stream()
            .filter(gpu -> !gpu.hasFree(request.fraction()))
            .limit(MAX_NAMED)
            .map(gpu ->
                "%s has %.1f of %.1f GiB free".formatted(gpu.id(), gpu.freeGib(), gpu.vramGib()))
            .collect(Collectors.joining(", "));
    return "%s, and %.0f %% is needed".formatted(busy, request.fraction() * 100);
  }

  static Problem held(Lease lease) {
    return Problem.error(
        "lease.held",
        lease.endpoint(),
        Mark.NONE,
        "%s already holds %s (process %d)"
            .formatted(
                lease.endpoint(),
                String.join(", ", lease.devices()),
                lease.holders().getFirst().process().pid()),
        "`aim-engine stop " + lease.endpoint() + "` first");
  }

  static Problem unreadable(Path path) {
    return Problem.error(
        "lease.unreadable",
        path.toString(),
        Mark.NONE,
        "the list of leased devices is damaged",
        "stop all endpoints, then delete the file");
  }
}
