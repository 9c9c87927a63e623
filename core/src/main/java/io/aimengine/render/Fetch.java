package io.aimengine.render;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;

/// Brings the one file that llama.cpp serves into the pod's cache before the engine starts; other
/// engines fetch themselves. A file that is there already is not fetched again.
public final class Fetch {
  /// The init container's name; what it takes is read from its state.
  public static final String CONTAINER = "fetch-model";

  private Fetch() {}

  static boolean isNeeded(Rendering rendering) {
    return rendering.llamacpp() && (Volumes.isNamed(rendering) || !Volumes.filled(rendering));
  }

  static Optional<Container> container(Rendering rendering) {
    var launch = rendering.launch();
    if (!isNeeded(rendering)) {
      return Optional.empty();
    }
    var checkpoint = rendering.plan().candidate().checkpoint().id();
    return Optional.of(
        new ContainerBuilder()
            .withName(CONTAINER)
            .withImage(rendering.cluster().cpuImage())
            .withImagePullPolicy(rendering.plan().spec().image().pullPolicy().orElse(null))
            .withArgs(List.of("cache", "download", checkpoint, "--link", launch.modelPath()))
            .withEnv(PodEnvironment.ofFetch(rendering))
            .withNewResources()
            .addToRequests("cpu", new Quantity("100m"))
            .addToRequests("memory", new Quantity("256Mi"))
            .addToLimits("memory", new Quantity("1Gi"))
            .endResources()
            .withVolumeMounts(Volumes.mountsOfFetch(rendering))
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .withSecurityContext(PodSecurity.container(rendering))
            .build());
  }
}
