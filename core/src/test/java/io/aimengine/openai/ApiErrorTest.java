package io.aimengine.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ApiErrorTest {

  @Test
  void isWrittenInTheShapeThatClientsParse() {
    var error = ApiError.badRequest("temperature", "must be in [0, 2], was \"hot\"");
    assertThat(new String(error.toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":{\"message\":\"must be in [0, 2], was \\\"hot\\\"\","
                + "\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":null}}");
  }

  @Test
  void carriesTheStatusThatFitsItsCode() {
    assertThat(ApiError.modelNotFound("x").status()).isEqualTo(404);
    assertThat(ApiError.contextLengthExceeded("messages", "too long").status()).isEqualTo(400);
    assertThat(ApiError.bodyTooLarge(8).status()).isEqualTo(413);
    assertThat(ApiError.unavailable("loading", "later").status()).isEqualTo(503);
  }
}
