package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.keys.Allowance;
import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.Gatekeeper;
import io.aimengine.gateway.usage.Usage;
import io.aimengine.gateway.usage.UsageLedger;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a key opens, and what is written down of its use.
final class KeysTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final String ASK = "{\"model\":\"m\"}";
  private static final String ANSWER =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";

  private final UsageLedger ledger = new UsageLedger("this");

  private static ApiKeys.Issued key(Set<String> models, OptionalLong requestsPerMinute) {
    var allowance = new Allowance(requestsPerMinute, OptionalLong.empty(), Optional.empty());
    return ApiKeys.NONE.create(
        "test", models, allowance, Optional.empty(), NOW, new SecureRandom());
  }

  private Access access(ApiKeys keys) {
    return new Access(
        new Gatekeeper(keys), ledger, Clock.fixed(NOW, ZoneOffset.UTC), Access.Sharing.ALONE);
  }

  private static HttpResponse<String> post(Fronted gateway, String header, String value)
      throws Exception {
    return gateway.send(gateway.to(Fronted.CHAT).header(header, value), ASK);
  }

  @Test
  void nobodyGetsInWithoutAKeyAndEveryUseIsWrittenDown() throws Exception {
    var issued = key(Set.of(), OptionalLong.empty());
    try (var engine = FakeEngine.json(ANSWER);
        var gateway = Fronted.of(access(issued.keys()), engine)) {
      var without = gateway.post(Fronted.CHAT, ASK);
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.body()).contains("\"code\":\"invalid_api_key\"");
      assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(401);
      assertThat(gateway.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(post(gateway, "authorization", "Bearer aim-no").statusCode()).isEqualTo(401);
      assertThat(engine.asked).isEmpty();

      var bearer = post(gateway, "authorization", "Bearer " + issued.token());
      assertThat(bearer.body()).isEqualTo(ANSWER);
      assertThat(post(gateway, "x-api-key", issued.token()).statusCode()).isEqualTo(200);
      assertThat(engine.next().head()).doesNotContain(issued.token());
      var used = new Usage(2, 10, 0, 4);
      Fronted.await(() -> ledger.total(issued.key().id(), DAY, DAY).equals(used));
    }
  }

  @Test
  void aKeyOpensItsModelsOnly() throws Exception {
    var issued = key(Set.of("other"), OptionalLong.empty());
    try (var engine = FakeEngine.json(ANSWER);
        var gateway = Fronted.of(access(issued.keys()), engine)) {
      var got = post(gateway, "authorization", "Bearer " + issued.token());

      assertThat(got.statusCode()).isEqualTo(403);
      assertThat(got.body()).contains("model_not_allowed");
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void whoAsksTooOftenIsToldWhenToComeBack() throws Exception {
    var issued = key(Set.of(), OptionalLong.of(1));
    try (var engine = FakeEngine.json(ANSWER);
        var gateway = Fronted.of(access(issued.keys()), engine)) {
      HttpResponse<String> last = post(gateway, "x-api-key", issued.token());
      for (var i = 0; i < 3 && last.statusCode() == 200; i++) {
        last = post(gateway, "x-api-key", issued.token());
      }

      assertThat(last.statusCode()).isEqualTo(429);
      assertThat(last.body()).contains("rate_limit_exceeded");
      assertThat(last.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
    }
  }
}
