package io.aimengine.launch;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.flags.Secrets;
import java.util.Map;
import java.util.Optional;

/// Variables that recipes and manifests set in vain, with what really does it, and those that may
/// not be set in plain text.
public final class EnvironmentRules {
  private static final String NOBODY = "no engine reads it";
  private static final String DEVICES =
      "the lease (or Kubernetes' device plugin) chooses the devices; set here it hides some";

  static final Map<String, String> USELESS =
      Map.ofEntries(
          Map.entry("VLLM_USE_ROCM", NOBODY + ": the build decides"),
          Map.entry("VLLM_USE_BF16", NOBODY + "; --dtype bfloat16 does it"),
          Map.entry("VLLM_USE_FP16", NOBODY + "; --dtype float16 does it"),
          Map.entry("VLLM_USE_FP8", NOBODY + "; the checkpoint or --quantization fp8 does it"),
          Map.entry(
              "VLLM_DISABLE_CUSTOM_ALLREDUCE", NOBODY + "; --disable-custom-all-reduce does it"),
          Map.entry(
              "SGLANG_DISABLE_CUSTOM_ALLREDUCE", NOBODY + "; --disable-custom-all-reduce does it"),
          Map.entry("VLLM_CACHE_DIR", NOBODY + "; VLLM_CACHE_ROOT does it"),
          Map.entry("HF_HUB_TRUST_REMOTE_CODE", NOBODY + "; --trust-remote-code does it"),
          Map.entry("PYTORCH_ROCM_ALLOC_CONF", NOBODY + "; PYTORCH_ALLOC_CONF does it"),
          Map.entry("VLLM_ATTENTION_BACKEND", NOBODY + " any more; --attention-backend does it"),
          Map.entry("VLLM_USE_V1", NOBODY + " any more: there is one engine core"),
          Map.entry(
              "VLLM_USE_TRITON_FLASH_ATTN", NOBODY + " any more; --attention-backend does it"),
          Map.entry("VLLM_V1_USE_PREFILL_DECODE_ATTENTION", NOBODY + " any more"),
          Map.entry("VLLM_ROCM_CUSTOM_PAGED_ATTN", NOBODY + " any more"),
          Map.entry("VLLM_ROCM_USE_AITER_PAGED_ATTN", NOBODY + " any more"),
          Map.entry("SAFETENSORS_FAST_GPU", "safetensors does not read it any more"),
          Map.entry("PYTORCH_ROCM_ARCH", "it is read when PyTorch is built, not when it runs"),
          Map.entry("GPU_ARCHS", "it is read when kernels are built, not when they run"),
          Map.entry("HIP_VISIBLE_DEVICES", DEVICES),
          Map.entry("ROCR_VISIBLE_DEVICES", DEVICES),
          Map.entry("CUDA_VISIBLE_DEVICES", DEVICES));

  private EnvironmentRules() {}

  /// What is wrong with a variable, if anything is; only one without a problem reaches the engine.
  /// `path` is where the problem points.
  public static Optional<Problem> check(String path, String name, String value) {
    var named = name.matches("[A-Za-z_][A-Za-z0-9_]*");
    if (!named || value.chars().anyMatch(c -> c == 0)) {
      return Optional.of(
          Problem.error(
              "launch.bad-variable",
              path,
              Mark.NONE,
              "\"" + name + "\" cannot be a variable" + (named ? " with a NUL in its value" : ""),
              named
                  ? "take the \\0 out of it"
                  : "names are letters, digits and _, and begin with no digit"));
    }
    if (Secrets.looksLikeValue(value) || (Secrets.looksLikeName(name) && !value.isBlank())) {
      return Optional.of(
          Problem.error(
              "launch.secret-in-env",
              path,
              Mark.NONE,
              name + " would stand readable in the plan, in logs and in the pod",
              "set it in the environment of aim-engine, or refer to a Kubernetes Secret"));
    }
    return useless(name)
        .map(why ->
            Problem.note(
                "launch.useless-variable", path, Mark.NONE, name + " is left out: " + why, ""));
  }

  /// Why a variable is left out, or empty when it may pass.
  static Optional<String> useless(String name) {
    return Optional.ofNullable(USELESS.get(name));
  }
}
