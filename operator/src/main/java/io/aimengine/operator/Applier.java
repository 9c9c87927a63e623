package io.aimengine.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// Brings a cluster to what was rendered: server-side apply of what differs, deletion of what an
/// endpoint no longer has. What is already as wanted is not written again.
final class Applier {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Labels.MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final ObjectMapper json = new ObjectMapper();

  Applier(KubernetesClient client) {
    this.client = client;
  }

  /// How many objects were written. `there` are the endpoint's objects as last seen.
  int apply(List<HasMetadata> wanted, Collection<? extends HasMetadata> there) {
    var written = 0;
    for (var object : wanted) {
      var actual = there.stream().filter(other -> same(object, other)).findFirst();
      if (actual.isEmpty()
          || !Contained.in(json.valueToTree(object), json.valueToTree(actual.get()))) {
        client.resource(object).patch(APPLY);
        written++;
      }
    }
    return written + prune(wanted, there);
  }

  /// What has our label and is no longer rendered; the weights of a cache are not thrown away with
  /// the wish for it.
  private int prune(List<HasMetadata> wanted, Collection<? extends HasMetadata> there) {
    var kept = new HashSet<String>();
    wanted.forEach(object -> kept.add(key(object)));
    var pruned = 0;
    for (var object : there) {
      if (!kept.contains(key(object)) && !object.getKind().equals("PersistentVolumeClaim")) {
        client.resource(object).delete();
        pruned++;
      }
    }
    return pruned;
  }

  private static boolean same(HasMetadata one, HasMetadata other) {
    return key(one).equals(key(other));
  }

  private static String key(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
