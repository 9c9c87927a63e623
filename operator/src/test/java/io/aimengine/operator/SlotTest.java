package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotTest {
  private static final Deployment WORKLOAD =
      new DeploymentBuilder()
          .withNewMetadata()
          .withName("qwen")
          .endMetadata()
          .withNewSpec()
          .withReplicas(1)
          .endSpec()
          .build();

  @Test
  void isBrokenWhenItsModelCannotBeFetchedInTheWordsOfTheFetch() {
    var pod =
        pod(failed(3, "no such thing\naim-engine: [store.gated] the model is gated\n"), List.of());
    assertThat(Slot.of("qwen", WORKLOAD, List.of(pod)).broken().orElseThrow())
        .contains("the model is gated")
        .endsWith(", 3 times");
  }

  @Test
  void isBrokenInTheWordsOfTheEngineThoughMoreLinesFollow() {
    var log =
        """
        Unrecognized VM option 'NoSuchFlag'
        Error: Could not create the Java Virtual Machine.
        Error: A fatal exception has occurred. Program will exit.
        """;
    assertThat(Slot.of("qwen", WORKLOAD, List.of(pod(List.of(), failed(4, log)))).broken())
        .hasValue("the engine rejects an argument (Unrecognized VM option 'NoSuchFlag'), 4 times");
  }

  @Test
  void isNotBrokenBeforeItWasTriedOftenEnoughNorWhenAFetchHasWorkedAtLast() {
    var done = failed(5, "").getFirst().edit().withReady(true).build();
    assertThat(Slot.of("qwen", WORKLOAD, List.of(pod(failed(2, ""), List.of()))).broken())
        .isEmpty();
    assertThat(Slot.of("qwen", WORKLOAD, List.of(pod(List.of(done), List.of()))).broken())
        .isEmpty();
  }

  private static List<ContainerStatus> failed(int restarts, String log) {
    return List.of(
        new ContainerStatusBuilder()
            .withName("some")
            .withReady(false)
            .withRestartCount(restarts)
            .withNewState()
            .withNewWaiting(null, "CrashLoopBackOff")
            .endState()
            .withNewLastState()
            .withNewTerminated()
            .withExitCode(1)
            .withMessage(log)
            .endTerminated()
            .endLastState()
            .build());
  }

  private static Pod pod(List<ContainerStatus> init, List<ContainerStatus> main) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("qwen-1")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase("Pending")
        .withInitContainerStatuses(init)
        .withContainerStatuses(main)
        .endStatus()
        .build();
  }
}
