package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WarmupTest {
  @Test
  void servesWhileItWarmsUpAndIsReadyAfterwards() throws Exception {
    var settings = Fronted.settings().metricsAt(Fronted.free()).warmedUp(Duration.ofMillis(1500));
    try (var engine = FakeEngine.json("{\"id\":\"x\"}");
        var gateway = Fronted.of(settings, engine)) {
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(gateway.post(Fronted.CHAT, "{\"model\":\"m\"}").statusCode()).isEqualTo(200);

      while (gateway.get("/readyz").statusCode() == 503) {
        Thread.onSpinWait();
      }
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(engine.asked).hasSize(1);
      assertThat(gateway.metrics())
          .contains("aim_gateway_requests_total")
          .doesNotContain("warm-up");
    }
  }

  @Test
  void canBeClosedMeanwhile() throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(Fronted.settings().warmedUp(Duration.ofMinutes(5)), engine)) {
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(503);
    }
  }
}
