package io.aimengine.spec;

import java.util.Optional;
import java.util.OptionalLong;

/// Who the pod runs as.
public record Security(
    Optional<Boolean> createServiceAccount,
    Optional<String> serviceAccount,
    OptionalLong runAsUser,
    OptionalLong runAsGroup,
    OptionalLong fsGroup) {
  public static Security standard() {
    return new Security(
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
