package io.aimengine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficTest {
  /// Lines of a real page of vLLM 0.32.0, numbers changed.
  private static final String VLLM =
      """
      vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} 90.0
      vllm:request_success_total{engine="0",finished_reason="length",model_name="m"} 5.0
      vllm:request_success_total{engine="0",finished_reason="abort",model_name="m"} 3.0
      vllm:request_success_total{engine="0",finished_reason="error",model_name="m"} 2.0
      http_requests_total{handler="/v1/models",method="GET",status="2xx"} 1000.0
      http_requests_total{handler="/v1/chat/completions",method="POST",status="2xx"} 96.0
      http_requests_total{handler="/v1/chat/completions",method="POST",status="4xx"} 50.0
      http_requests_total{handler="/v1/chat/completions",method="POST",status="5xx"} 4.0
      vllm:time_to_first_token_seconds_bucket{engine="0",le="0.1",model_name="m"} 50.0
      vllm:time_to_first_token_seconds_bucket{engine="0",le="0.25",model_name="m"} 95.0
      vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 95.0
      vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 95.0
      vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 9.5
      """;

  /// Labels as in SGLang 0.5.23's source.
  private static final String SGLANG =
      """
      sglang:num_requests_total{model_name="m"} 30.0
      sglang:http_responses_total{endpoint="/v1/chat/completions",method="POST",status_code="200"} 27.0
      sglang:http_responses_total{endpoint="/v1/chat/completions",method="POST",status_code="500"} 2.0
      sglang:http_responses_total{endpoint="/v1/chat/completions",method="POST",status_code="503"} 1.0
      sglang:http_responses_total{endpoint="/health",method="GET",status_code="503"} 7.0
      """;

  @Test
  void countsWhatAModelWasAskedAndWhatTheServerFailed() {
    var vllm = Traffic.of(names("vllm 0.33.0"), VLLM).orElseThrow();
    assertThat(vllm.answered()).isEqualTo(100);
    assertThat(vllm.failed()).isEqualTo(4);
    assertThat(vllm.failureRate()).isEqualTo(0.04);
    assertThat(vllm.firstToken().quantile(0.5))
        .hasValueSatisfying(p50 -> assertThat(p50).isBetween(0.09, 0.1));

    var sglang = Traffic.of(names("sglang 0.5.23"), SGLANG).orElseThrow();
    assertThat(sglang.answered()).isEqualTo(30);
    assertThat(sglang.failed()).isEqualTo(3);
    assertThat(sglang.firstToken().quantile(0.5)).isEmpty();
  }

  @Test
  void takesTheEnginesOwnWordWhereNothingIsSaidOfHttp() {
    var page =
        """
        vllm:request_success_total{finished_reason="stop"} 8.0
        vllm:request_success_total{finished_reason="error"} 2.0
        """;
    var traffic = Traffic.of(names("vllm 0.33.0"), page).orElseThrow();
    assertThat(traffic.answered()).isEqualTo(10);
    assertThat(traffic.failed()).isEqualTo(2);
  }

  @Test
  void isNothingOnAPageOfSomethingElse() {
    assertThat(Traffic.of(names("vllm 0.33.0"), "go_goroutines 7\n")).isEmpty();
  }

  @Test
  void isWhatCameInBetweenAndAllOfItAfterARestart() {
    var early = Traffic.of(names("vllm 0.33.0"), VLLM).orElseThrow();
    var late =
        Traffic.of(
                names("vllm 0.33.0"), VLLM.replace("status=\"2xx\"} 96.0", "status=\"2xx\"} 196.0"))
            .orElseThrow();
    assertThat(late.since(early).answered()).isEqualTo(100);
    assertThat(late.since(early).failed()).isZero();
    assertThat(late.since(early).firstToken().count()).isZero();
    assertThat(early.since(late)).isEqualTo(early);
    assertThat(early.plus(late).answered()).isEqualTo(300);
    assertThat(early.plus(late).firstToken().count()).isEqualTo(190);
  }

  private static Map<String, String> names(String engine) {
    return Catalogs.builtin().engines().stream()
        .filter(e -> e.label().equals(engine))
        .findFirst()
        .orElseThrow()
        .metrics();
  }
}
