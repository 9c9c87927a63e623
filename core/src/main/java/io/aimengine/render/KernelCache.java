package io.aimengine.render;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/// Where the libraries under the engines keep what they compile or tune, so that the next start of
/// the same image on the same kind of GPU need not do it again.
final class KernelCache {
  static final String PATH = "/workspace/kernel-cache";

  private static final String TUNING = "PYTORCH_TUNABLEOP_ENABLED";

  private KernelCache() {}

  /// Compiled kernels are good for one image, one GPU family and partition, one way of sharding.
  static String key(Rendering rendering) {
    var candidate = rendering.plan().candidate();
    var settings = candidate.settings();
    var partition = rendering.plan().place().partition();
    var image = new CRC32();
    image.update(rendering.launch().image().getBytes(StandardCharsets.UTF_8));
    return "%s-%s-%s%s-tp%d-pp%d-dp%d-%08x"
        .formatted(
            candidate.engine().engine().id(),
            candidate.engine().version().replace('+', '-'),
            candidate.accelerator().gfx(),
            partition.isEmpty() ? "" : "-" + partition,
            settings.tensorParallel(),
            settings.pipelineParallel(),
            settings.dataParallel(),
            image.getValue());
  }

  /// The variables that say so, and what they need besides.
  static Map<String, String> variables(Rendering rendering) {
    var variables = new LinkedHashMap<String, String>();
    switch (rendering.launch().engine().engine()) {
      case VLLM -> variables.put("VLLM_CACHE_ROOT", PATH + "/vllm");
      case SGLANG -> variables.put("SGLANG_CACHE_DIR", PATH + "/sglang");
      case LLAMACPP -> {
        // where the fetched model is, and the native library that the engine unpacks
        variables.put("AIM_CACHE_DIR", Volumes.MODELS);
        variables.put("XDG_CACHE_HOME", PATH);
        variables.put("HOME", PATH + "/home");
        return variables;
      }
    }
    variables.put("TRITON_CACHE_DIR", PATH + "/triton");
    variables.put("TORCHINDUCTOR_CACHE_DIR", PATH + "/inductor");
    if (rendering.onGpu() && "1".equals(rendering.launch().env().get(TUNING))) {
      variables.put("PYTORCH_TUNABLEOP_FILENAME", PATH + "/tunableop-%d.csv");
    }
    aiter(rendering, variables);
    return variables;
  }

  /// AITER with a folder of its own compiles again what its image brings ready made
  /// (aiter/jit/core.py, get_module_custom_op), which only pays where the folder stays. A user who
  /// may not write into the image gets a copy of the ready ones under HOME, which must exist.
  private static void aiter(Rendering rendering, Map<String, String> variables) {
    if (!PodSecurity.isRoot(rendering)) {
      variables.put("HOME", PATH + "/home");
      variables.put("USER", "aim");
    } else if (rendering.onGpu() && Volumes.keepsKernels(rendering)) {
      variables.put("AITER_JIT_DIR", PATH + "/aiter");
    }
  }
}
