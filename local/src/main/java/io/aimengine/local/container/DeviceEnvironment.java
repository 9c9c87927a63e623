package io.aimengine.local.container;

import io.aimengine.local.hardware.Gpu;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How an engine that runs as a plain process is kept to its own GPUs.
public final class DeviceEnvironment {
  private DeviceEnvironment() {}

  /// Indices count all GPUs of the machine, so the engine must not inherit ROCR_VISIBLE_DEVICES or
  /// CUDA_VISIBLE_DEVICES (the supervisor passes neither on). Without GPUs nothing is set.
  public static Map<String, String> of(List<Gpu> gpus) {
    return gpus.isEmpty()
        ? Map.of()
        : Map.of(
            "HIP_VISIBLE_DEVICES",
            gpus.stream()
                .map(gpu -> Integer.toString(gpu.index()))
                .collect(Collectors.joining(",")));
  }
}
