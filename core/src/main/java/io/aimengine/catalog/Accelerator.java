package io.aimengine.catalog;

import java.util.List;
import java.util.Map;

/// What one runtime device is: the thing ROCm and Kubernetes count as one GPU (a MI250 module is
/// two). `memoryGib` and `bandwidthTbps` are per device; `peakTflops` are dense theoretical peaks.
/// `unsure` names the fields that no citable source confirms.
public record Accelerator(
    String name,
    Kind kind,
    String gfx,
    String architecture,
    double memoryGib,
    double bandwidthTbps,
    int devicesPerModule,
    int computeUnits,
    Map<Precision, Support> precisions,
    Map<Precision, Double> peakTflops,
    List<String> deviceIds,
    String interconnect,
    String note,
    List<String> unsure,
    List<String> sources) {

  /// The family of device.
  public enum Kind {
    GPU,
    CPU
  }

  /// What the hardware does with weights of a precision.
  public enum Support {
    /// computed in hardware
    NATIVE,
    /// weights stay packed in memory, arithmetic is 16 bit
    WEIGHT_ONLY,
    /// weights can only be unpacked to 16 bit, and take that room; whether an engine has a kernel
    /// for it is the engine's matter
    DEQUANTISED,
    /// cannot be served
    NONE
  }

  public Accelerator {
    precisions = Map.copyOf(precisions);
    peakTflops = Map.copyOf(peakTflops);
    deviceIds = List.copyOf(deviceIds);
    unsure = List.copyOf(unsure);
    sources = List.copyOf(sources);
  }

  public Support support(Precision precision) {
    return precisions.getOrDefault(precision, Support.NONE);
  }
}
