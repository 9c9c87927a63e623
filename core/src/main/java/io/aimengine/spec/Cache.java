package io.aimengine.spec;

import java.util.Optional;

/// A volume that keeps the weights: the one of the AIMCache of this `name`, else one of the
/// endpoint's own, whose `size` is computed from the model where it is empty.
public record Cache(
    boolean enabled,
    Optional<String> name,
    Optional<Quantity> size,
    Optional<String> storageClass,
    Optional<String> accessMode) {
  public static Cache none() {
    return new Cache(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
