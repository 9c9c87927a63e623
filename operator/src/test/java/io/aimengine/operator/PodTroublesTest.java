package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Statuses as a kubelet and a scheduler write them.
class PodTroublesTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      textBlock =
          """
          OutOfMemory; "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
          ImageNotFound; "state": {"waiting": {"reason": "ErrImagePull", "message": "rpc error: code = NotFound desc = failed to pull and unpack image: not found"}}
          ImagePull; "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}
          ImageNotFound; "state": {"waiting": {"reason": "InvalidImageName", "message": "Failed to apply default image tag: couldn't parse image name"}}
          ContainerConfig; "state": {"waiting": {"reason": "CreateContainerConfigError", "message": "secret \\"hf-token\\" not found"}}
          GatedModel; "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1, "message": "OSError: You are trying to access a gated repo."}}
          UnknownFlag; "state": {"terminated": {"exitCode": 2, "reason": "Error", "message": ""}}
          StartTimedOut; "started": false, "lastState": {"terminated": {"exitCode": 137, "startedAt": "2026-01-01T12:00:00Z", "finishedAt": "2026-01-01T12:10:30Z"}}
          NotAnswering; "started": true, "lastState": {"terminated": {"exitCode": 137, "startedAt": "2026-01-01T12:00:00Z", "finishedAt": "2026-01-01T12:10:30Z"}}
          EngineFailed; "state": {"terminated": {"exitCode": 139, "reason": "Error"}}
          """)
  void tellsTheCauseFromAContainersState(String reason, String container) {
    var pod =
        pod("\"containerStatuses\": [{\"image\": \"some/engine:1\", %s}]".formatted(container));
    assertThat(PodTroubles.of(pod).map(Trouble::reason).map(Reason::id)).contains(reason);
  }

  @Test
  void repeatsTheNumbersOfTheScheduler() {
    var trouble =
        PodTroubles.of(
            pod(
                """
                "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                  "message": "0/2 nodes are available: 2 Insufficient amd.com/gpu."}]
                """));
    assertThat(trouble)
        .contains(
            Trouble.of(
                Reason.UNSCHEDULABLE, "0/2 nodes are available: 2 Insufficient amd.com/gpu."));
  }

  @Test
  void tellsAPodThatTheDevicePluginRefused() {
    var trouble =
        PodTroubles.of(
            pod(
                """
                "phase": "Failed", "reason": "UnexpectedAdmissionError",
                "message": "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices amd.com/gpu"
                """));
    assertThat(trouble.map(Trouble::reason)).contains(Reason.NO_DEVICE);
  }

  @Test
  void forgetsHowAReadyPodEndedBefore() {
    var pod =
        pod(
            """
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"lastState": {"terminated": {"exitCode": 1}}}]
            """);
    assertThat(PodTroubles.of(pod)).isEqualTo(Optional.empty());
  }

  @Test
  void takesThePlaceOfALoadBalancerByAddressOrByName() {
    assertThat(balancer("{\"hostname\": \"lb.example\"}")).contains("lb.example");
    assertThat(balancer("{\"ip\": \"192.0.2.7\"}")).contains("192.0.2.7");
    assertThat(balancer("")).isEmpty();
  }

  private static Optional<String> balancer(String ingress) {
    return Observations.balancer(
        Serialization.unmarshal(
            "{\"kind\": \"Service\", \"status\": {\"loadBalancer\": {\"ingress\": ["
                + ingress
                + "]}}}",
            Service.class));
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal(
        """
        {"kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "aim-server",
          "startupProbe": {"periodSeconds": 10, "failureThreshold": 60}}]}, "status": {
        """
            + status
            + "}}",
        Pod.class);
  }
}
