package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private final Waiting waiting = new Waiting();
  private final List<ResourceID> woken = new ArrayList<>();

  @Test
  void knowsWhoWaitsBeforeTheWatchShowsIt() {
    var endpoint = endpoint("poor");
    waiting.note(endpoint, status("Planned", "False", "Infeasible"));
    assertThat(endpoint.getStatus()).isNull();
    assertThat(waiting.has(endpoint)).isTrue();
    assertThat(woken()).containsExactly(new ResourceID("poor", "here"));
  }

  @Test
  void wakesNobodyWhoHasWhatItWants() {
    waiting.note(endpoint("served"), status("Planned", "False", "Infeasible"));
    waiting.note(endpoint("served"), status("Planned", "True", "Selected"));
    assertThat(woken()).isEmpty();
  }

  @Test
  void wakesWhoseRolloutOrPodsLookForRoom() {
    waiting.note(endpoint("rolls"), status("RolloutBlocked", "True", "NoRoom"));
    waiting.note(endpoint("pods"), status("Ready", "False", "Unschedulable"));
    assertThat(woken()).hasSize(2);
  }

  @Test
  void forgetsWhoIsGone() {
    waiting.note(endpoint("gone"), status("Planned", "False", "Infeasible"));
    waiting.start(_ -> false, woken::add);
    waiting.wake();
    assertThat(woken).isEmpty();
    assertThat(waiting.has(endpoint("gone"))).isFalse();
  }

  private List<ResourceID> woken() {
    waiting.start(_ -> true, woken::add);
    waiting.wake();
    return woken;
  }

  private static AIMEndpoint endpoint(String name) {
    var endpoint = new AIMEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("here").build());
    return endpoint;
  }

  private static AIMEndpointStatus status(String type, String status, String reason) {
    var condition =
        new ConditionBuilder().withType(type).withStatus(status).withReason(reason).build();
    return new AIMEndpointStatus(
        1L, null, List.of(condition), null, null, null, null, null, null, null, null, null, null);
  }
}
