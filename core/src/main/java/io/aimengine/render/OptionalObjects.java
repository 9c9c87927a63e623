package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Collects objects of kinds that a cluster may lack: those that it lacks become problems.
final class OptionalObjects {
  private final Cluster cluster;
  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  OptionalObjects(Cluster cluster) {
    this.cluster = cluster;
  }

  /// `without` says what the lack means; `path` is the field that asked for the object.
  void add(
      OptionalKind kind,
      ObjectMeta meta,
      Supplier<Map<String, Object>> spec,
      String path,
      String without) {
    if (cluster.has(kind)) {
      objects.add(object(kind, meta, spec.get()));
    } else {
      problems.add(missing(kind, path, without));
    }
  }

  static Problem missing(OptionalKind kind, String path, String without) {
    return Problem.warning(
        "render.kind-missing",
        path,
        Mark.NONE,
        "the cluster has no " + kind.id() + ": " + without,
        "install it, or drop the wish");
  }

  static HasMetadata object(OptionalKind kind, ObjectMeta meta, Map<String, Object> spec) {
    var object = new GenericKubernetesResource();
    object.setApiVersion(kind.apiVersion());
    object.setKind(kind.kind());
    object.setMetadata(meta);
    object.setAdditionalProperty("spec", spec);
    return object;
  }

  List<HasMetadata> objects() {
    return List.copyOf(objects);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
