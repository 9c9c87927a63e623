package io.aimengine.launch;

import java.util.Map;
import java.util.Optional;

/// Variables that recipes and manifests set in vain, with what really does it.
final class EnvironmentRules {
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

  /// Why a variable is left out, or empty when it may pass.
  static Optional<String> useless(String name) {
    return Optional.ofNullable(USELESS.get(name));
  }
}
