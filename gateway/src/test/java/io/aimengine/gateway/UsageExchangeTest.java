package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.keys.Allowance;
import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.Budget;
import io.aimengine.gateway.keys.Gatekeeper;
import io.aimengine.gateway.usage.UsageLedger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Two gateways with the same keys.
final class UsageExchangeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String ASK = "{\"model\":\"m\",\"max_tokens\":100}";
  private static final String ANSWER =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":50}}";

  private static Access access(String name, ApiKeys keys, Access.Sharing sharing) {
    return new Access(new Gatekeeper(keys), new UsageLedger(name), CLOCK, sharing);
  }

  private static ApiKeys.Issued key(long budget) {
    var allowance =
        new Allowance(
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of(new Budget(budget, Budget.Period.DAY)));
    return ApiKeys.NONE.create(
        "test", Set.of(), allowance, Optional.empty(), NOW, new SecureRandom());
  }

  private static Fronted gateway(Access access, FakeEngine engine) {
    var settings = Fronted.settings().metricsAt(Fronted.free());
    return Fronted.of(settings, access, Observers.NONE, engine);
  }

  private static URI listener(Fronted gateway) {
    return URI.create("http://127.0.0.1:" + gateway.metricsPort());
  }

  private static long used(Access access, ApiKeys.Issued key) {
    var day = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    return access.ledger().total(key.key().id(), day, day).tokens();
  }

  private static int post(Fronted gateway, ApiKeys.Issued key) throws Exception {
    var request = gateway.to(Fronted.CHAT).header("authorization", "Bearer " + key.token());
    return gateway.send(request, ASK).statusCode();
  }

  @Test
  void whatIsUsedAtOneGatewayIsUsedUpAtTheOther() throws Exception {
    var key = key(1000);
    var one = access("one", key.keys(), Access.Sharing.WITH_OTHERS);
    var other = access("other", key.keys(), Access.Sharing.WITH_OTHERS);
    try (var engine = FakeEngine.json(ANSWER);
        var first = gateway(one, engine);
        var second = gateway(other, engine)) {
      var all = List.of(listener(first), listener(second));
      try (var _ = new UsageExchange(() -> all, one);
          var _ = new UsageExchange(() -> all, other)) {
        // more than either would let through of its own half
        Fronted.await(() -> {
          post(first, key);
          post(second, key);
          return used(one, key) >= 700 && used(one, key) == used(other, key);
        });
        for (var i = 0; i < 20; i++) {
          post(first, key);
          post(second, key);
        }
        Fronted.await(() -> used(one, key) == used(other, key));
        assertThat(used(one, key)).isLessThanOrEqualTo(1000);
        assertThat(other.ledger().rows()).hasSize(2);
      }
    }
  }

  @Test
  void anExchangeThatFailsIsNotTheLast() throws Exception {
    var asked = new AtomicInteger();
    Supplier<List<URI>> gateways =
        () -> {
          if (asked.incrementAndGet() == 1) {
            throw new IllegalArgumentException("no address");
          }
          return List.of();
        };
    var access = access("one", key(1000).keys(), Access.Sharing.WITH_OTHERS);
    try (var _ = new UsageExchange(gateways, access)) {
      Fronted.await(() -> asked.get() > 1);
    }
  }

  @Test
  void aGatewayThatIsAloneTellsNobody() throws Exception {
    var key = key(1000);
    try (var engine = FakeEngine.json(ANSWER);
        var gateway = gateway(access("one", key.keys(), Access.Sharing.ALONE), engine);
        var client = HttpClient.newHttpClient()) {
      post(gateway, key);
      var request = HttpRequest.newBuilder(listener(gateway).resolve("/usage")).build();

      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }
  }
}
