package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveRowsTest {
  @Test
  void saysHowItStartsScalesAndDoes() throws JsonProcessingException {
    assertThat(
            rows(
                """
                {"startup": {"scheduledSeconds": 1, "pulledSeconds": 40, "downloadedSeconds": 30,
                  "loadedSeconds": 13, "compiledSeconds": 46, "readySeconds": 120, "totalSeconds": 161},
                 "scaling": {"wanted": 3, "why": "12 requests wait", "refused": "4: no free GPU"},
                 "metrics": {"latency": 120.0, "throughput": 2.5, "kvCacheUtilization": 0.4}}
                """))
        .containsExactly(
            entry(
                "Start",
                "a node after 1 s, image and volumes 40 s, download 30 s, loading 13 s, compilation and graphs 46 s, 120 s from the container's start to the first answer, 161 s in all"),
            entry("Scaling", "3 wanted; 12 requests wait; 4: no free GPU"),
            entry("Live", "TTFT 120 ms, 2.5 requests/s, KV cache 40 %"));
  }

  @Test
  void saysWhenAStartThatGoesOnFails() throws JsonProcessingException {
    assertThat(
            rows("{\"startup\": {\"scheduledSeconds\": 2, \"readyBy\": \"2026-01-01T00:00:00Z\"}}"))
        .containsExactly(
            entry("Start", "a node after 2 s, failed if not ready by 2026-01-01T00:00:00Z"));
  }

  @Test
  void saysWhenAStartThatGoesOnIsExpectedToBeOver() throws JsonProcessingException {
    assertThat(
            rows(
                """
                {"startup": {"scheduledSeconds": 2, "readyBy": "2026-01-01T00:30:00Z",
                  "forecast": {"readyAt": "2026-01-01T00:00:43Z", "why": "as the last start: 43 s"}}}
                """))
        .containsExactly(
            entry(
                "Start",
                "a node after 2 s, expected ready 2026-01-01T00:00:43Z (as the last start: 43 s), failed if not ready by 2026-01-01T00:30:00Z"));
    assertThat(rows("{\"startup\": {\"forecast\": {\"why\": \"as the last start: 43 s\"}}}"))
        .containsExactly(
            entry("Start", "expected ready once it has a node (as the last start: 43 s)"));
  }

  @Test
  void saysNothingOfWhatIsNotKnown() throws JsonProcessingException {
    assertThat(rows("{\"phase\": \"Pending\", \"metrics\": {}}")).isEmpty();
  }

  private static Map<String, String> rows(String status) throws JsonProcessingException {
    return LiveRows.of(new ObjectMapper().readTree(status));
  }
}
