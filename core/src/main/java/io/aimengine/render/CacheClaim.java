package io.aimengine.render;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec.Storage;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The claim of an AIMCache. A claim can only grow, and its class and access mode stay as they are.
public final class CacheClaim {
  private static final String STORAGE = "storage";
  private static final String ACCESS = "ReadWriteOnce";

  private static final String SUFFIX = "-storage";

  private CacheClaim() {}

  public static String name(AIMCache cache) {
    return name(cache.getMetadata().getName());
  }

  static String name(String cache) {
    return cache + SUFFIX;
  }

  /// The AIMCache whose claim has this name; nothing where none can.
  public static Optional<String> cache(String claim) {
    return claim.length() > SUFFIX.length() && claim.endsWith(SUFFIX)
        ? Optional.of(claim.substring(0, claim.length() - SUFFIX.length()))
        : Optional.empty();
  }

  /// As the manifest asks, but never less, and never of another class, than what is there.
  public static PersistentVolumeClaim of(
      AIMCache cache, Storage wanted, Optional<PersistentVolumeClaim> there) {
    var asked = size(wanted);
    var size = there.map(CacheClaim::size).filter(has -> larger(has, asked)).orElse(asked);
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(name(cache))
        .withNamespace(cache.getMetadata().getNamespace())
        .withLabels(labels(cache, STORAGE))
        .withOwnerReferences(Owner.of(cache))
        .endMetadata()
        .withNewSpec()
        .withAccessModes(
            there.map(c -> c.getSpec().getAccessModes().getFirst()).orElseGet(() -> access(wanted)))
        .withStorageClassName(
            there.isPresent() ? there.get().getSpec().getStorageClassName() : storageClass(wanted))
        .withNewResources()
        .addToRequests(STORAGE, size)
        .endResources()
        .endSpec()
        .build();
  }

  /// What every object of a cache carries.
  static Map<String, String> labels(AIMCache cache, String component) {
    return Map.of(
        Labels.NAME,
        "aim-cache",
        Labels.MANAGED_BY,
        Labels.MANAGER,
        Labels.INSTANCE,
        cache.getMetadata().getName(),
        Labels.COMPONENT,
        component);
  }

  /// Whether less is asked for than there is.
  public static boolean shrinks(Storage wanted, PersistentVolumeClaim there) {
    return larger(size(there), size(wanted));
  }

  /// Whether another class or access mode is asked for.
  public static boolean differs(Storage wanted, PersistentVolumeClaim there) {
    var asked = storageClass(wanted);
    return !there.getSpec().getAccessModes().contains(access(wanted))
        || (asked != null && !asked.equals(there.getSpec().getStorageClassName()));
  }

  public static Quantity size(PersistentVolumeClaim claim) {
    return Objects.requireNonNull(
        claim.getSpec().getResources().getRequests().get(STORAGE), "a claim has a size");
  }

  private static Quantity size(Storage wanted) {
    var size = wanted.size();
    if (size == null) {
      throw new IllegalArgumentException("a cache has a size");
    }
    return new Quantity(String.valueOf(size.getValue()));
  }

  private static boolean larger(Quantity one, Quantity other) {
    return Quantity.getAmountInBytes(one).compareTo(Quantity.getAmountInBytes(other)) > 0;
  }

  private static String access(Storage wanted) {
    var mode = wanted.accessMode();
    return mode == null ? ACCESS : mode.name();
  }

  private static @org.jspecify.annotations.Nullable String storageClass(Storage wanted) {
    return wanted.storageClassName() == null ? wanted.storageClass() : wanted.storageClassName();
  }
}
