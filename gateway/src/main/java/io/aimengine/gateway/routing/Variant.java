package io.aimengine.gateway.routing;

import java.util.List;

/// One way in which an endpoint is served: an engine of `servingEngines`, or a canary. `engine` is
/// what a request's engine header names, `model` the name by which its engines know the model, and
/// `weight` its share of the requests against the other variants; one of weight 0 serves only those
/// that name it, and mirrored copies.
public record Variant(
    String name, String engine, String model, int weight, List<Replica> replicas) {
  public Variant {
    replicas = List.copyOf(replicas);
    if (weight < 0) {
      throw new IllegalArgumentException("weight " + weight + " of variant " + name);
    }
  }
}
