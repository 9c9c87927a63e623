package io.aimengine.local.lease;

import io.aimengine.api.Problem;
import io.aimengine.local.hardware.Gpu;
import java.util.List;

/// Whether an endpoint got its devices.
public sealed interface LeaseResult {
  /// `gpus` are in the order the engine should number them.
  record Leased(Lease lease, List<Gpu> gpus) implements LeaseResult {
    public Leased {
      gpus = List.copyOf(gpus);
    }
  }

  /// Why not, with the numbers.
  record Refused(Problem problem) implements LeaseResult {}
}
