package io.aimengine.store;

import java.util.List;
import java.util.Locale;

/// Which files of a hub model a server needs, when nobody says: weights in one format only, since
/// many models ship the same weights three times.
final class HubFiles {
  private static final List<String> OTHER_WEIGHTS =
      List.of(
          ".bin",
          ".pt",
          ".pth",
          ".ckpt",
          ".h5",
          ".msgpack",
          ".ot",
          ".onnx",
          ".onnx_data",
          ".gguf",
          ".tflite",
          ".mlmodel",
          ".weight");
  private static final List<String> OTHER_FOLDERS =
      List.of("original/", "onnx/", "openvino/", "coreml/", "metal/", "mlx/");

  private HubFiles() {}

  static List<String> needed(List<String> paths) {
    if (paths.stream().noneMatch(p -> p.endsWith(".safetensors"))) {
      return paths;
    }
    var sharded =
        paths.contains("model.safetensors") || paths.contains("model.safetensors.index.json");
    return paths.stream()
        .filter(p -> OTHER_FOLDERS.stream().noneMatch(p::startsWith))
        .filter(p -> OTHER_WEIGHTS.stream().noneMatch(p.toLowerCase(Locale.ROOT)::endsWith))
        .filter(p -> !(sharded && p.startsWith("consolidated") && p.endsWith(".safetensors")))
        .toList();
  }
}
