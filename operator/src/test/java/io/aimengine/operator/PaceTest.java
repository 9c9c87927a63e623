package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // such clocks run over
  private final Pace pace = new Pace(Duration.ofSeconds(1), now::get);

  @Test
  void theFirstEventIsAnsweredAtOnceAndTheNextWhenTheTimeIsOver() {
    var state = pace.initState();
    assertThat(pace.isLimited(state)).isEmpty();
    now.addAndGet(Duration.ofMillis(400).toNanos());
    assertThat(pace.isLimited(state)).contains(Duration.ofMillis(600));
    now.addAndGet(Duration.ofMillis(600).toNanos());
    assertThat(pace.isLimited(state)).isEmpty();
    assertThat(pace.isLimited(state)).contains(Duration.ofSeconds(1));
  }

  @Test
  void oneEndpointDoesNotWaitForAnother() {
    assertThat(pace.isLimited(pace.initState())).isEmpty();
    assertThat(pace.isLimited(pace.initState())).isEmpty();
  }
}
