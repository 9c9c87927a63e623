package io.aimengine.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.run.RunSpec.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static Restarts restarts(int allowed) {
    var second = Duration.ofSeconds(1);
    var minute = Duration.ofMinutes(1);
    return Restarts.none(
        new Policy(
            minute,
            allowed,
            Duration.ofMinutes(10),
            second,
            minute,
            second,
            second,
            Duration.ZERO));
  }

  @Test
  void pausesDoubleFromOneSecondToOneMinute() {
    var restarts = restarts(9);
    var pauses = new ArrayList<Long>();
    for (var pause = restarts.pause(); pause.isPresent(); pause = restarts.pause()) {
      pauses.add(pause.get().toSeconds());
      restarts = restarts.plus(NOON);
    }

    assertThat(pauses).isEqualTo(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L));
  }

  @Test
  void onlyTheLastTenMinutesCount() {
    var restarts = restarts(2).plus(NOON).plus(NOON.plusSeconds(300));

    assertThat(restarts.at(NOON.plusSeconds(599)).pause()).isEmpty();
    assertThat(restarts.at(NOON.plusSeconds(600)).pause()).contains(Duration.ofSeconds(2));
    assertThat(restarts.at(NOON.plusSeconds(900)).pause()).contains(Duration.ofSeconds(1));
  }
}
