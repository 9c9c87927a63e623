package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.spec.Cache;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a pod keeps and where: weights, compiled kernels, shared memory. The claim outlives pods;
/// without one both caches live as long as the pod.
final class Volumes {
  static final String MODELS = "/workspace/model-cache";
  private static final String CACHE = "cache";
  private static final String KERNELS = "kernels";
  private static final String SHARED_MEMORY = "shm";
  private static final String TEMPORARY = "tmp";
  private static final String ONE_NODE = "ReadWriteOnce";

  /// Room for compiled kernels and graphs of a few images, and for one download beside another.
  private static final long EXTRA_GIB = 50;

  private static final int GIB_PER_RANK = 4;
  private static final int LEAST_SHARED_GIB = 8;
  private static final double GIB = 1 << 30;

  private Volumes() {}

  /// The endpoint's own claim; its size is the weights', a quarter more, and room for kernels.
  static Optional<PersistentVolumeClaim> claim(Rendering rendering) {
    var cache = rendering.plan().spec().cache();
    return cache.enabled() && cache.name().isEmpty()
        ? Optional.of(claim(rendering, cache))
        : Optional.empty();
  }

  private static PersistentVolumeClaim claim(Rendering rendering, Cache cache) {
    var size = cache.size().map(Object::toString).orElseGet(() -> computed(rendering) + "Gi");
    return new PersistentVolumeClaimBuilder()
        .withMetadata(Labels.meta(rendering, ObjectNames.claim(rendering.name()), "cache"))
        .withNewSpec()
        .withAccessModes(cache.accessMode().orElse(ONE_NODE))
        .withStorageClassName(cache.storageClass().orElse(null))
        .withNewResources()
        .addToRequests("storage", new Quantity(size))
        .endResources()
        .endSpec()
        .build();
  }

  private static long computed(Rendering rendering) {
    var weights = rendering.plan().candidate().checkpoint().weightsBytes() / GIB;
    return (long) Math.ceil(weights * 1.25) + EXTRA_GIB;
  }

  /// Whether the weights are there before the engine starts: an AIMCache has brought them, or
  /// somebody has filled a volume that nobody may write.
  static boolean filled(Rendering rendering) {
    return isNamed(rendering) || readOnly(rendering);
  }

  /// Whether an AIMCache keeps the weights.
  static boolean isNamed(Rendering rendering) {
    var cache = rendering.plan().spec().cache();
    return cache.enabled() && cache.name().isPresent();
  }

  /// Whether what is compiled stays for the next pod.
  static boolean keepsKernels(Rendering rendering) {
    return rendering.plan().spec().cache().enabled() && !readOnly(rendering);
  }

  /// Whether nobody may write onto the volume.
  private static boolean readOnly(Rendering rendering) {
    var cache = rendering.plan().spec().cache();
    return cache.enabled()
        && cache.name().isEmpty()
        && cache.accessMode().equals(Optional.of("ReadOnlyMany"));
  }

  /// A volume of one node and replicas on several: all but one would wait for ever. A revision that
  /// no AIMCache downloads: an engine that is offline would not find it.
  static Optional<Problem> problem(Rendering rendering) {
    var cache = rendering.plan().spec().cache();
    if (isNamed(rendering) && !rendering.plan().spec().model().revision().isEmpty()) {
      return Optional.of(
          Problem.warning(
              "render.cache-revision",
              "spec.model.revision",
              Mark.NONE,
              "an AIMCache has the newest revision only; the engine will not find another one",
              "give the endpoint a cache of its own, or drop the revision"));
    }
    var mode = cache.accessMode().orElse(ONE_NODE);
    var most = Math.max(rendering.replicas(), rendering.plan().spec().scaling().maxReplicas());
    return cache.enabled() && cache.name().isEmpty() && mode.equals(ONE_NODE) && most > 1
        ? Optional.of(
            Problem.warning(
                "render.cache-one-node",
                "spec.cache.accessMode",
                Mark.NONE,
                most + " replicas share a ReadWriteOnce volume: they can only run on one node",
                "accessMode: ReadWriteMany with a storage class that has it"))
        : Optional.empty();
  }

  static List<Volume> volumes(Rendering rendering) {
    var volumes = new ArrayList<Volume>();
    volumes.add(weights(rendering));
    if (readOnly(rendering)) {
      volumes.add(new VolumeBuilder().withName(KERNELS).withNewEmptyDir().endEmptyDir().build());
    }
    volumes.add(
        new VolumeBuilder()
            .withName(SHARED_MEMORY)
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(sharedMemory(rendering))
            .endEmptyDir()
            .build());
    if (rendering.llamacpp()) {
      volumes.add(new VolumeBuilder().withName(TEMPORARY).withNewEmptyDir().endEmptyDir().build());
    }
    return volumes;
  }

  private static Volume weights(Rendering rendering) {
    var volume = new VolumeBuilder().withName(CACHE);
    var cache = rendering.plan().spec().cache();
    var claim = cache.name().map(CacheClaim::name).orElse(ObjectNames.claim(rendering.name()));
    return cache.enabled()
        ? volume.withNewPersistentVolumeClaim(claim, null).build()
        : volume.withNewEmptyDir().endEmptyDir().build();
  }

  /// RCCL and the engine's message queues grow with the ranks of a replica. It counts as the
  /// container's memory, so no more than half of a limit.
  private static Quantity sharedMemory(Rendering rendering) {
    var ranks = rendering.plan().candidate().settings().gpus();
    var wanted = Math.max(LEAST_SHARED_GIB, GIB_PER_RANK * ranks);
    var half =
        rendering.plan().spec().resources().memoryLimit().map(l -> (long) (l.bytes() / GIB / 2));
    return new Quantity(Math.max(1, Math.min(wanted, half.orElse((long) wanted))) + "Gi");
  }

  /// Of the engine's container.
  static List<VolumeMount> mounts(Rendering rendering) {
    return mounts(rendering, filled(rendering));
  }

  /// Of who puts the one file of llama.cpp where that engine looks for it.
  static List<VolumeMount> mountsOfFetch(Rendering rendering) {
    return mounts(rendering, false);
  }

  private static List<VolumeMount> mounts(Rendering rendering, boolean readOnly) {
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(
        mount(CACHE, MODELS).withSubPath("models").withReadOnly(readOnly ? true : null).build());
    if (readOnly(rendering)) {
      mounts.add(mount(KERNELS, KernelCache.PATH).build());
    } else {
      var key = KERNELS + "/" + KernelCache.key(rendering);
      mounts.add(mount(CACHE, KernelCache.PATH).withSubPath(key).build());
    }
    mounts.add(mount(SHARED_MEMORY, "/dev/shm").build());
    if (rendering.llamacpp()) {
      mounts.add(mount(TEMPORARY, "/tmp").build());
    }
    return mounts;
  }

  private static VolumeMountBuilder mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path);
  }
}
