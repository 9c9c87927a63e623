package io.aimengine.spec;

import java.util.Optional;

/// A volume that keeps the weights. Without a `size` it is computed from the model.
public record Cache(
    boolean enabled,
    Optional<Quantity> size,
    Optional<String> storageClass,
    Optional<String> accessMode) {
  public static Cache none() {
    return new Cache(false, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
