package io.aimengine.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Brings a cluster to what was rendered: server-side apply of what differs, deletion of what an
/// endpoint no longer has. What is already as wanted is not written again, nor is what belongs to
/// others. What was written is handed to `seen`, so that the next look is not older than it.
final class Applier {
  private static final String DIGEST = Labels.GROUP + "/applied";
  private static final String STORAGE = "storage";
  private static final int UNPROCESSABLE = 422;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// No object has it, since the first of them all was made before.
  private static final String NONE = "1";

  private static final int KEPT = 10_000; // as they were wanted, the last time that was looked at
  static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Labels.MANAGER)
          .withForce(true)
          .build();

  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(Labels.MANAGER)
          .build();

  private final KubernetesClient client;
  private final Map<String, Edition> found =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Edition> eldest) {
              return size() > KEPT;
            }
          });

  /// Takes an object as written and as it was before.
  @FunctionalInterface
  interface Seen {
    void written(HasMetadata now, Optional<HasMetadata> before);
  }

  Applier(KubernetesClient client) {
    this.client = client;
  }

  /// Brings an object of an AIMCache to what is wanted where it differs from what is there. What
  /// the API server has against it, such as a quota or a field that cannot be; "" when nothing.
  static String bring(
      KubernetesClient client, HasMetadata wanted, Optional<? extends HasMetadata> there) {
    if (there.isPresent()
        && Contained.in(JSON.valueToTree(wanted), JSON.valueToTree(there.get()))) {
      return "";
    }
    try {
      client.resource(wanted).patch(APPLY);
      return "";
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN || e.getCode() == UNPROCESSABLE) {
        return e.getStatus() == null ? "it is refused" : e.getStatus().getMessage();
      }
      throw e;
    }
  }

  /// Makes an object carry the digest of itself: a field that we no longer want shows in it.
  static void sign(HasMetadata object) {
    var meta = object.getMetadata();
    var annotations = new TreeMap<>(Objects.requireNonNullElse(meta.getAnnotations(), Map.of()));
    annotations.remove(DIGEST);
    meta.setAnnotations(annotations);
    annotations.put(DIGEST, Release.digest(Release.text(object)));
  }

  /// A signed object.
  void apply(HasMetadata object, Collection<? extends HasMetadata> there, Seen seen) {
    var actual = there.stream().filter(other -> same(object, other)).findFirst();
    if (actual.isEmpty() || !asWanted(object, actual.get())) {
      var written =
          actual.isEmpty() ? created(object) : client.resource(fitted(object, actual)).patch(APPLY);
      seen.written(written, actual.map(a -> a));
    }
  }

  /// An object that is there and not ours: whoever has made it keeps it.
  static final class NameTaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    NameTaken(HasMetadata object) {
      super("the " + object.getKind() + " " + object.getMetadata().getName());
    }

    Problem problem() {
      return Problem.error(
          "cluster.name-taken",
          "metadata.name",
          Mark.NONE,
          getMessage() + " is there and is not this endpoint's",
          "give the endpoint another name, or delete what is there");
    }
  }

  /// The first time it must not be there, which an apply says by a version that no object has; or
  /// it is ours without our seeing it, since somebody took its labels or its owner.
  private HasMetadata created(HasMetadata object) {
    var meta = object.getMetadata();
    meta.setResourceVersion(NONE);
    try {
      return client.resource(object).patch(APPLY);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    } finally {
      meta.setResourceVersion(null);
    }
    var there = Optional.ofNullable(client.resource(object).get());
    if (there.filter(other -> !ours(object, other)).isPresent()) {
      throw new NameTaken(object);
    }
    return client.resource(fitted(object, there)).patch(APPLY);
  }

  private static boolean ours(HasMetadata object, HasMetadata there) {
    var labels = Objects.requireNonNullElse(there.getMetadata().getLabels(), Map.of());
    var endpoint = object.getMetadata().getLabels().get(Labels.ENDPOINT);
    var owners =
        object.getMetadata().getOwnerReferences().stream().map(OwnerReference::getUid).toList();
    return Objects.equals(endpoint, labels.get(Labels.ENDPOINT))
        || there.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> owners.contains(owner.getUid()));
  }

  /// What of a claim can never change stays as it is.
  private static HasMetadata fitted(HasMetadata object, Optional<? extends HasMetadata> actual) {
    if (object instanceof PersistentVolumeClaim claim
        && actual.orElse(null) instanceof PersistentVolumeClaim bound) {
      return new PersistentVolumeClaimBuilder(claim)
          .editSpec()
          .withAccessModes(bound.getSpec().getAccessModes())
          .withStorageClassName(bound.getSpec().getStorageClassName())
          .withVolumeMode(bound.getSpec().getVolumeMode())
          .endSpec()
          .build();
    }
    return object;
  }

  private boolean asWanted(HasMetadata object, HasMetadata actual) {
    if (object instanceof PersistentVolumeClaim claim
        && actual instanceof PersistentVolumeClaim bound) {
      return !grows(claim, bound);
    }
    var edition = Edition.of(object, actual);
    var uid = actual.getMetadata().getUid();
    if (edition.equals(found.get(uid))) {
      return true;
    }
    var as = Contained.in(JSON.valueToTree(object), JSON.valueToTree(actual));
    if (as) {
      found.put(uid, edition);
    }
    return as;
  }

  /// What has to be looked at again only when it differs: the digest of what is wanted, and of what
  /// is there all that others could have changed. A new status is no change where there are
  /// generations.
  private record Edition(
      String digest,
      String version,
      Map<String, String> labels,
      Map<String, String> annotations,
      List<OwnerReference> owners) {
    private static Edition of(HasMetadata wanted, HasMetadata actual) {
      var meta = actual.getMetadata();
      return new Edition(
          wanted.getMetadata().getAnnotations().getOrDefault(DIGEST, ""),
          meta.getGeneration() == null
              ? meta.getResourceVersion()
              : "generation " + meta.getGeneration(),
          Objects.requireNonNullElse(meta.getLabels(), Map.of()),
          Objects.requireNonNullElse(meta.getAnnotations(), Map.of()),
          meta.getOwnerReferences());
    }
  }

  /// A claim is fixed once it is there, but for a larger size where its class allows that.
  private boolean grows(PersistentVolumeClaim wanted, PersistentVolumeClaim bound) {
    if (size(wanted).compareTo(size(bound)) <= 0
        || bound.getStatus() == null
        || !"Bound".equals(bound.getStatus().getPhase())
        || bound.getSpec().getStorageClassName() == null) {
      return false;
    }
    var name = bound.getSpec().getStorageClassName();
    return expands(name);
  }

  /// Whether a storage class lets claims grow; who sees one namespace only may not ask.
  private boolean expands(String name) {
    try {
      var kind = client.storage().v1().storageClasses().withName(name).get();
      return kind != null && Boolean.TRUE.equals(kind.getAllowVolumeExpansion());
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw refused;
    }
  }

  private static BigDecimal size(PersistentVolumeClaim claim) {
    var size = claim.getSpec().getResources().getRequests().get(STORAGE);
    return size == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(size);
  }

  /// Gives a workload of an endpoint the labels that watches select by; false where there is none.
  boolean label(AIMEndpoint endpoint, String name, Seen seen) {
    var meta = endpoint.getMetadata();
    var workload =
        client.apps().deployments().inNamespace(meta.getNamespace()).withName(name).get();
    if (workload == null
        || workload.getMetadata().getOwnerReferences().stream()
            .noneMatch(owner -> meta.getUid().equals(owner.getUid()))) {
      return false;
    }
    var labels = Map.of(Labels.MANAGED_BY, Labels.MANAGER, Labels.ENDPOINT, meta.getName());
    var patch = JSON.valueToTree(Map.of("metadata", Map.of("labels", labels))).toString();
    seen.written(client.resource(workload).patch(MERGE, patch), Optional.empty());
    return true;
  }

  /// Changes the number of replicas, of `whole` that the endpoint has, and nothing else.
  void scale(Deployment workload, int replicas, int whole, Seen seen) {
    var wanted = workload.getSpec().getReplicas();
    var all = Integer.toString(whole);
    var said = Release.annotation(workload, Release.REPLICAS).filter(all::equals);
    if (wanted == null || wanted != replicas || said.isEmpty()) {
      var patch =
          "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}},\"spec\":{\"replicas\":%d}}"
              .formatted(Release.REPLICAS, all, replicas);
      seen.written(client.resource(workload).patch(MERGE, patch), Optional.of(workload));
    }
  }

  /// The weights of a cache are not thrown away with the wish for it.
  void delete(HasMetadata object) {
    if (!(object instanceof PersistentVolumeClaim)
        && object.getMetadata().getDeletionTimestamp() == null) {
      client.resource(object).delete();
    }
  }

  static boolean same(HasMetadata one, HasMetadata other) {
    return one.getKind().equals(other.getKind())
        && one.getMetadata().getName().equals(other.getMetadata().getName());
  }
}
