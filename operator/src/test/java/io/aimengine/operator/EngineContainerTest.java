package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EngineContainerTest {
  @Test
  void isOursWhereverAnotherWasPut() {
    assertThat(EngineContainer.of(pod("istio-proxy", "aim-server")).getName())
        .isEqualTo("aim-server");
    assertThat(EngineContainer.of(pod("aim-server", "istio-proxy")).getName())
        .isEqualTo("aim-server");
  }

  @Test
  void isTheFirstWhereNoneHasOurName() {
    assertThat(EngineContainer.of(pod("kserve-container", "queue-proxy")).getName())
        .isEqualTo("kserve-container");
  }

  private static Pod pod(String... containers) {
    return new PodBuilder()
        .withNewSpec()
        .withContainers(
            Stream.of(containers)
                .map(name -> new ContainerBuilder().withName(name))
                .map(ContainerBuilder::build)
                .toList())
        .endSpec()
        .build();
  }
}
