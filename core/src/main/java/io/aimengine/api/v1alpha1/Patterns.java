package io.aimengine.api.v1alpha1;

/// Patterns that several fields share.
final class Patterns {
  static final String ENGINE = "^(?i:vllm|sglang|llamacpp)$";
  static final String ACCESS_MODE = "^(ReadWriteOnce|ReadWriteMany|ReadOnlyMany|ReadWriteOncePod)$";

  private Patterns() {}
}
