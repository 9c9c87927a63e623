package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import java.util.Locale;

/// Partitions of one GPU, named as Kubernetes resources are: `cpx_nps4`, `dpx_nps1`.
final class Partitions {
  private Partitions() {}

  /// The share of memory that one partition may use; memory that partitions share (NPS1) counts as
  /// divided among them.
  static double memoryGib(Accelerator accelerator, String partition) {
    return accelerator.memoryGib() / count(partition);
  }

  /// Devices that one GPU appears as: compute dies of MI300 and MI350 in CPX mode are eight.
  static int count(String partition) {
    var mode = partition.toLowerCase(Locale.ROOT);
    if (mode.startsWith("cpx")) {
      return 8;
    }
    if (mode.startsWith("qpx")) {
      return 4;
    }
    return mode.startsWith("dpx") ? 2 : 1;
  }

  static boolean isName(String text) {
    return text.matches("[a-z]px_nps[1248]");
  }
}
