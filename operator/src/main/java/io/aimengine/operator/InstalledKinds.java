package io.aimengine.operator;

import io.aimengine.render.OptionalKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The kinds that a cluster may lack and this one has. Pods of a KServe InferenceService are not
/// ours to roll out, so the operator never makes one.
record InstalledKinds(Set<OptionalKind> all) {
  InstalledKinds {
    all = Set.copyOf(all);
  }

  /// Asks the API server once; every account may.
  static InstalledKinds of(KubernetesClient client) {
    var all = EnumSet.complementOf(EnumSet.of(OptionalKind.INFERENCE_SERVICE));
    all.removeIf(kind -> !client.supports(kind.apiVersion(), kind.kind()));
    return new InstalledKinds(all);
  }

  /// As the renderer knows them.
  Set<String> ids() {
    return all.stream().map(OptionalKind::id).collect(Collectors.toSet());
  }
}
