package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StartEstimateTest {
  private static Rendering manifest(String spec) {
    return RenderCase.named("shared-cache")
        .rendering(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: chat}
            spec: {%s}
            """
                .formatted(spec));
  }

  /// 0.5 GiB/s from a volume, 0.25 GiB/s from the hub.
  private static StartEstimate of(Rendering rendering) {
    return StartEstimate.of(
        new Rendering(
            rendering.plan(), rendering.launch(), 1, true, rendering.cluster().rates(0.5, 0.25)));
  }

  /// Qwen3-8B in BF16: 16,381,516,832 bytes.
  @Test
  void anEngineThatFetchesItselfDownloadsAndLoads() {
    var estimate = of(manifest("model: Qwen/Qwen3-8B"));
    assertThat(estimate.fetch()).isZero();
    assertThat(estimate.download()).hasSeconds(62);
    assertThat(estimate.engine()).hasSeconds(62 + 31);
    assertThat(estimate.words())
        .isEqualTo(
            "estimate: 62 s to download 15.3 GiB and 31 s to load; image and compilation come on top");
  }

  @Test
  void weightsThatAreThereAlreadyAreLoadedOnly() {
    var estimate =
        of(manifest("model: Qwen/Qwen3-8B, cache: {enabled: true, accessMode: ReadOnlyMany}"));
    assertThat(estimate.download()).isZero();
    assertThat(estimate.engine()).hasSeconds(31);
    assertThat(estimate.words())
        .isEqualTo("estimate: 31 s to load 15.3 GiB; image and compilation come on top");
  }

  @Test
  void whatAnInitContainerFetchesIsThereBeforeTheEngineStarts() {
    var estimate = of(RenderCase.named("cpu-embedded").rendering());
    assertThat(estimate.fetch()).isPositive();
    assertThat(estimate.download()).isEqualTo(Duration.ZERO);
    assertThat(estimate.engine()).isEqualTo(estimate.load());
  }
}
