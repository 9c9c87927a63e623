package io.aimengine.operator;

import io.aimengine.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Random;

/// Somebody who writes to objects that the operator keeps: another controller, or a person in a
/// hurry.
final class Meddler {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final Cluster cluster;
  private final Random random;

  Meddler(Cluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
  }

  /// What is done to an object of an endpoint.
  enum Deed {
    DELETES(HasMetadata.class, ""),
    TAKES_LABELS(
        HasMetadata.class,
        "{'metadata':{'labels':{'app.kubernetes.io/managed-by':null,'aim.engine.amd.com/endpoint':null}}}"),
    /// Nobody finds out while the operator is away: the chaos leaves it out.
    TAKES_OWNER(HasMetadata.class, "{'metadata':{'ownerReferences':null}}"),
    SCALES(Deployment.class, "{'spec':{'replicas':3}}"),
    TURNS_ROLLING_OFF(
        Deployment.class, "{'spec':{'strategy':{'rollingUpdate':null,'type':'Recreate'}}}"),
    SELECTS_OTHERS(Service.class, "{'spec':{'selector':{'app':'other'}}}"),
    SPOILS_HISTORY(ConfigMap.class, "{'data':{'rollout.json':'{'}}"),
    /// Nobody else's business: it must stay.
    NOTES(
        Service.class, "{'metadata':{'annotations':{'" + FinalObjects.FOREIGN + "':'was here'}}}");

    private final Class<? extends HasMetadata> on;
    private final String patch;

    Deed(Class<? extends HasMetadata> on, String patch) {
      this.on = on;
      this.patch = patch.replace('\'', '"');
    }

    boolean suits(HasMetadata object) {
      return on.isInstance(object);
    }
  }

  /// Something to one of the objects of those endpoints whose GPUs are plenty. What is refused, or
  /// gone meanwhile, is no deed.
  void meddles() {
    var objects =
        FinalObjects.all(cluster).stream()
            .filter(object -> !FinalObjects.endpoint(object).startsWith(ChaosUser.SCARCE))
            .toList();
    if (!objects.isEmpty()) {
      var object = objects.get(random.nextInt(objects.size()));
      var deeds =
          List.of(Deed.values()).stream()
              .filter(deed -> deed != Deed.TAKES_OWNER && deed.suits(object))
              .toList();
      does(deeds.get(random.nextInt(deeds.size())), object);
    }
  }

  void does(Deed deed, HasMetadata object) {
    var resource = cluster.client().resource(object);
    try {
      if (deed == Deed.DELETES) {
        resource.delete();
      } else {
        resource.patch(MERGE, deed.patch);
      }
    } catch (KubernetesClientException refused) {
      if (refused.getCode() < 400 || refused.getCode() >= 500) {
        throw refused;
      }
    }
  }
}
