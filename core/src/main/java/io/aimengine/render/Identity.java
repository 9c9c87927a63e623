package io.aimengine.render;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Optional;

/// Who a replica is to the API server: an account of its own that may do nothing.
final class Identity {
  private Identity() {}

  static String name(Rendering rendering) {
    var security = rendering.plan().spec().security();
    return security.serviceAccount().orElse(rendering.name());
  }

  /// Made unless the manifest names one that is there already.
  static Optional<ServiceAccount> account(Rendering rendering) {
    var security = rendering.plan().spec().security();
    var made = security.createServiceAccount().orElse(security.serviceAccount().isEmpty());
    return made
        ? Optional.of(
            new ServiceAccountBuilder()
                .withMetadata(Labels.meta(rendering, name(rendering), "identity"))
                .withAutomountServiceAccountToken(false)
                .build())
        : Optional.empty();
  }
}
