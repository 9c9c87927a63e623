package io.aimengine.render;

import io.aimengine.api.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/// The objects of an endpoint in the order in which they are applied, and what could not be
/// rendered (a kind that the cluster lacks) or is likely to disappoint.
public record RenderedObjects(List<HasMetadata> objects, List<Problem> problems) {
  public RenderedObjects {
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }
}
