package io.aimengine.render;

import io.aimengine.plan.Candidate;
import io.aimengine.spec.Cache;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// What a pod keeps and where: weights, compiled kernels, shared memory. The claim outlives pods;
/// without one both caches live as long as the pod.
final class Volumes {
  static final String MODELS = "/workspace/model-cache";
  private static final String KERNELS = "/workspace/kernel-cache";
  private static final String CACHE = "cache";
  private static final String SHARED_MEMORY = "shm";

  /// Room for compiled kernels and graphs of a few images, and for one download beside another.
  private static final long EXTRA_GIB = 50;

  private static final int GIB_PER_RANK = 4;
  private static final int LEAST_SHARED_GIB = 8;
  private static final double GIB = 1 << 30;

  private Volumes() {}

  static String claimName(Rendering rendering) {
    return rendering.name() + "-cache";
  }

  /// The claim of `spec.cache`; its size is the weights', a quarter more, and room for kernels.
  static Optional<PersistentVolumeClaim> claim(Rendering rendering) {
    var cache = rendering.plan().spec().cache();
    return cache.enabled() ? Optional.of(claim(rendering, cache)) : Optional.empty();
  }

  private static PersistentVolumeClaim claim(Rendering rendering, Cache cache) {
    var size = cache.size().map(Object::toString).orElseGet(() -> computed(rendering) + "Gi");
    return new PersistentVolumeClaimBuilder()
        .withMetadata(Labels.meta(rendering, claimName(rendering), "cache"))
        .withNewSpec()
        .withAccessModes(cache.accessMode().orElse("ReadWriteOnce"))
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

  static List<Volume> volumes(Rendering rendering) {
    var cache = new VolumeBuilder().withName(CACHE);
    var kept =
        rendering.plan().spec().cache().enabled()
            ? cache.withNewPersistentVolumeClaim(claimName(rendering), null).build()
            : cache.withNewEmptyDir().endEmptyDir().build();
    var shared =
        new VolumeBuilder()
            .withName(SHARED_MEMORY)
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(new Quantity(sharedGib(rendering.plan().candidate()) + "Gi"))
            .endEmptyDir()
            .build();
    return List.of(kept, shared);
  }

  /// RCCL and the engine's message queues grow with the ranks of a replica.
  private static int sharedGib(Candidate candidate) {
    return Math.max(LEAST_SHARED_GIB, GIB_PER_RANK * candidate.settings().gpus());
  }

  static List<VolumeMount> mounts(Rendering rendering) {
    return List.of(
        mount(CACHE, MODELS).withSubPath("models").build(),
        mount(CACHE, KERNELS).withSubPath("kernels/" + kernelKey(rendering)).build(),
        mount(SHARED_MEMORY, "/dev/shm").build());
  }

  private static VolumeMountBuilder mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path);
  }

  /// Compiled kernels are good for one image, one GPU family and one way of sharding.
  private static String kernelKey(Rendering rendering) {
    var candidate = rendering.plan().candidate();
    var settings = candidate.settings();
    var image = new CRC32();
    image.update(rendering.launch().image().getBytes(StandardCharsets.UTF_8));
    return "%s-%s-%s-tp%d-pp%d-%08x"
        .formatted(
            candidate.engine().engine().id(),
            candidate.engine().version().replace('+', '-'),
            candidate.accelerator().gfx(),
            settings.tensorParallel(),
            settings.pipelineParallel(),
            image.getValue());
  }

  /// Where the libraries under the engines keep what they compile or tune.
  static List<EnvVar> kernelCaches(Rendering rendering) {
    var general =
        Stream.of(
            variable("VLLM_CACHE_ROOT", "vllm"),
            variable("TRITON_CACHE_DIR", "triton"),
            variable("TORCHINDUCTOR_CACHE_DIR", "inductor"));
    var amd = Stream.of(variable("AITER_JIT_DIR", "aiter"));
    return (rendering.onGpu() ? Stream.concat(general, amd) : general).toList();
  }

  private static EnvVar variable(String name, String folder) {
    return new EnvVar(name, KERNELS + "/" + folder, null);
  }
}
