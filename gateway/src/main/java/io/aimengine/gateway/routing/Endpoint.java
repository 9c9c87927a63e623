package io.aimengine.gateway.routing;

import java.util.List;
import java.util.Optional;

/// Everything that answers for one model. `id` is unique (`namespace/name`, or a name), `names` are
/// the model's name and its aliases, `adapters` the LoRA adapters that its engines serve as models
/// of their own, `fallbacks` the models to ask when it cannot answer. `startable` says that it is
/// woken when it has no replica, so that requests are worth holding.
public record Endpoint(
    String id,
    List<String> names,
    List<String> adapters,
    List<Variant> variants,
    Optional<Mirror> mirror,
    List<String> fallbacks,
    Policy policy,
    Limits limits,
    boolean startable) {
  public Endpoint {
    names = List.copyOf(names);
    adapters = List.copyOf(adapters);
    variants = List.copyOf(variants);
    fallbacks = List.copyOf(fallbacks);
  }

  /// One engine kind behind one name, with the defaults of everything else.
  public static Endpoint of(String name, Variant... variants) {
    return new Endpoint(
        name,
        List.of(name),
        List.of(),
        List.of(variants),
        Optional.empty(),
        List.of(),
        Policy.AUTOMATIC,
        Limits.DEFAULT,
        false);
  }
}
