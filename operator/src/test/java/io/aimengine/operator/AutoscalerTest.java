package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.operator.Autoscaler.Look;
import io.aimengine.scale.Decision;
import io.aimengine.scale.Sample;
import io.aimengine.spec.Scaling;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AutoscalerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Scaling SCALING =
      new Scaling(
          true,
          1,
          4,
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.of(Duration.ofSeconds(30)),
          Optional.empty());

  private final List<Integer> turned = new ArrayList<>();
  private boolean refuses;
  private final Autoscaler scaler =
      new Autoscaler((_, replicas) -> {
        if (refuses) {
          throw new KubernetesClientException("away");
        }
        turned.add(replicas);
      });

  @Test
  void turnsTheKnobOnceRequestsHaveWaited() {
    look(0, 4);
    look(15, 4);
    var decision = look(30, 4).orElseThrow();
    assertThat(turned).containsExactly(2);
    assertThat(decision.why()).isEqualTo("waiting 4.00 a replica, wanted 1.00");
  }

  @Test
  void turnsItAgainWhenTheApiServerDidNotTakeIt() {
    refuses = true;
    look(0, 4);
    assertThat(look(30, 4)).isEmpty();
    refuses = false;
    look(45, 4);
    assertThat(turned).containsExactly(2);
  }

  @Test
  void leavesTheKnobAloneWhileNoEngineAnswers() {
    for (var minute = 0; minute <= 60; minute++) {
      var look = new Look(new ResourceID("e", "n"), SCALING, 2, 8, List.of());
      scaler.look(look, START.plus(Duration.ofMinutes(minute)));
    }
    assertThat(turned).isEmpty();
  }

  @Test
  void looksForAWholeDelayAgainAtAnEndpointThatWasForgotten() {
    look(0, 4);
    scaler.forget(new ResourceID("e", "n"));
    look(30, 4);
    assertThat(turned).isEmpty();
  }

  private Optional<Decision> look(int second, int waiting) {
    var samples = List.of(Sample.of(8, waiting, 0.4));
    return scaler.look(
        new Look(new ResourceID("e", "n"), SCALING, 1, 8, samples), START.plusSeconds(second));
  }
}
