package io.aimengine.embedded.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\": ", "{\"a\": [[", "{\"a\" 1}", "{\"a\": tru}", "[", "{\"a\": 1} x"})
  void brokenJsonIsExplainedWithoutTheParsersOwnSettings(String body) {
    assertThatThrownBy(() -> JsonText.object(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(RefusedException.class)
        .message()
        .doesNotContain("`")
        .doesNotContain("REDACTED")
        .doesNotContain("Stream");
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 5000})
  void deepJsonIsExplainedTheSameWay(int depth) {
    var body = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    assertThatThrownBy(() -> JsonText.object(body.getBytes(StandardCharsets.UTF_8)))
        .message()
        .doesNotContain("Stream");
  }
}
