package io.aimengine.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.keys.Verdict.Allowed;
import io.aimengine.gateway.keys.Verdict.Cause;
import io.aimengine.gateway.keys.Verdict.Denied;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GatekeeperTest {
  private static final Instant WALL = Instant.parse("2026-03-01T23:00:00Z");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final OptionalLong NONE = OptionalLong.empty();

  @Test
  void aKeyIsFoundInTheHeaderWhateverTheWordsCase() {
    var issued =
        ApiKeys.NONE.create(
            "k", Set.of(), Allowance.UNLIMITED, Optional.empty(), WALL, new Random(1));
    var keeper = new Gatekeeper(issued.keys());

    assertThat(keeper.identify("Bearer " + issued.token(), WALL)).contains(issued.key());
    assertThat(keeper.identify("bearer  " + issued.token(), WALL)).contains(issued.key());
    assertThat(keeper.identify(issued.token(), WALL)).contains(issued.key());
    assertThat(keeper.identify("Basic abc", WALL)).isEmpty();
    assertThat(keeper.identify("", WALL)).isEmpty();
  }

  @Test
  void aModelThatIsNotOnTheListIsDenied() {
    var key = key(Allowance.UNLIMITED, Set.of("small"));
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));

    assertThat(keeper.ask(key, "small", 1, 0, WALL)).isInstanceOf(Allowed.class);
    var denied = (Denied) keeper.ask(key, "large", 1, 0, WALL);
    assertThat(denied.cause()).isEqualTo(Cause.MODEL_NOT_ALLOWED);
    assertThat(denied.cause().status()).isEqualTo(403);
  }

  @Test
  void requestsBeyondTheRateAreToldWhenToComeBack() {
    var key = key(new Allowance(OptionalLong.of(60), NONE, Optional.empty()), Set.of());
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
    assertThat(allowed(keeper, key, 60, 0)).isEqualTo(60);

    var denied = (Denied) keeper.ask(key, "m", 1, 0, WALL);
    assertThat(denied.cause()).isEqualTo(Cause.REQUEST_RATE);
    assertThat(denied.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(keeper.ask(key, "m", 1, SECOND - 1000, WALL)).isInstanceOf(Denied.class);
    assertThat(keeper.ask(key, "m", 1, SECOND, WALL)).isInstanceOf(Allowed.class);
  }

  @Test
  void tokensAreChargedAsTheyWereUsedNotAsEstimated() {
    var key = key(new Allowance(NONE, OptionalLong.of(6000), Optional.empty()), Set.of());
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
    var first = reserve(keeper, key, 1000, 0);
    first.settle(6000, 0);
    first.settle(6000, 0);

    var denied = (Denied) keeper.ask(key, "m", 100, 0, WALL);
    assertThat(denied.cause()).isEqualTo(Cause.TOKEN_RATE);
    assertThat(denied.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    reserve(keeper, key, 100, SECOND).settle(0, SECOND);
    assertThat(keeper.ask(key, "m", 100, SECOND, WALL)).as("unused").isInstanceOf(Allowed.class);
  }

  @Test
  void aRequestLargerThanAMinutesTokensIsLetThroughWhenNothingElseWasUsed() {
    var key = key(new Allowance(NONE, OptionalLong.of(1000), Optional.empty()), Set.of());
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
    reserve(keeper, key, 5000, 0).settle(5000, 0);

    var denied = (Denied) keeper.ask(key, "m", 1, SECOND, WALL);
    assertThat(denied.retryAfter()).isGreaterThan(Duration.ofMinutes(3));
  }

  @Test
  void aBudgetIsNeverOverdrawnByRequestsAtOnceAndComesBackWithThePeriod() {
    var key = key(budget(1000), Set.of());
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
    var open = new ArrayList<Reservation>();
    for (var i = 0; i < 10; i++) {
      open.add(reserve(keeper, key, 100, 0));
    }
    var denied = (Denied) keeper.ask(key, "m", 1, 0, WALL);
    assertThat(denied.cause()).isEqualTo(Cause.BUDGET);
    assertThat(denied.retryAfter()).isEqualTo(Duration.ofHours(1));

    open.forEach(reservation -> reservation.settle(50, 0));
    assertThat(keeper.ask(key, "m", 500, 0, WALL)).isInstanceOf(Allowed.class);
    assertThat(keeper.ask(key, "m", 1, 0, WALL)).isInstanceOf(Denied.class);
    assertThat(keeper.ask(key, "m", 500, 0, WALL.plusSeconds(3600))).isInstanceOf(Allowed.class);
  }

  @Test
  void whatWasUsedBeforeARestartCounts() {
    var key = key(budget(1000), Set.of());
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
    keeper.exchanged(key.id(), 950, 0, WALL);

    assertThat(keeper.ask(key, "m", 51, 0, WALL)).isInstanceOf(Denied.class);
    assertThat(keeper.ask(key, "m", 50, 0, WALL)).isInstanceOf(Allowed.class);
  }

  @Test
  void otherLimitsHoldAtOnceAndForgetNothing() {
    var key = key(new Allowance(OptionalLong.of(60), NONE, Optional.empty()), Set.of());
    var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
    allowed(keeper, key, 50, 0);
    var tight = with(key, new Allowance(OptionalLong.of(5), NONE, Optional.empty()));
    keeper.update(ApiKeys.of(List.of(tight)), 0);

    assertThat(allowed(keeper, tight, 60, 0)).isEqualTo(5);
  }

  /// The stated bound: (m + 1) x (limit + G - 1) requests in m minutes.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void severalGatewaysTogetherKeepTheRate(int gateways) {
    var key = key(new Allowance(OptionalLong.of(50), NONE, Optional.empty()), Set.of());
    var keepers = keepers(key, gateways);
    var random = new Random(gateways);
    var times = new ArrayList<Long>();
    for (var now = 0L; now < 600 * SECOND; now += SECOND / 10) {
      if (keepers.get(random.nextInt(gateways)).ask(key, "m", 1, now, WALL) instanceof Allowed) {
        times.add(now);
      }
    }
    for (var minutes = 1; minutes <= 10; minutes++) {
      var most = (minutes + 1) * (50 + gateways - 1);
      assertThat(mostWithin(times, minutes * 60L * SECOND)).isLessThanOrEqualTo(most);
    }
    assertThat(times.size()).as("and let through what they may").isGreaterThan(500);
  }

  /// The stated bound: what was used in the T before the budget ran out, whatever G is.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void severalGatewaysTogetherOverdrawABudgetByOneExchangeAtMost(int gateways) {
    for (var seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      var key = key(budget(20_000), Set.of());
      var keepers = keepers(key, gateways);
      var interval = 10 * SECOND;
      var phases = random.longs(gateways, 0, interval).toArray();
      var busiest = random.nextInt(gateways);
      var used = new ArrayList<Long>();
      for (var step = 0L; step < 3000; step++) {
        var now = step * SECOND / 10;
        for (var g = 0; g < gateways; g++) {
          if (Math.floorMod(now - phases[g], interval) < SECOND / 10) {
            keepers.get(g).exchanged(key.id(), used.size() * 20L, now, WALL);
          }
        }
        var at = random.nextBoolean() ? busiest : random.nextInt(gateways);
        if (keepers.get(at).ask(key, "m", 20, now, WALL) instanceof Allowed allowed) {
          allowed.reservation().settle(20, now);
          used.add(now);
        }
      }
      var total = used.size() * 20L;
      assertThat(total)
          .as("seed %s", seed)
          .isLessThanOrEqualTo(20_000 + lastInterval(used, interval));
      assertThat(total).as("and is used up").isGreaterThan(19_000);
    }
  }

  /// Tokens used in the interval before the thousandth request, which used the budget up.
  private static long lastInterval(List<Long> used, long interval) {
    if (used.size() < 1000) {
      return 0;
    }
    var end = used.get(999);
    return used.subList(0, 1000).stream().filter(time -> time > end - interval).count() * 20L;
  }

  private static long mostWithin(List<Long> times, long window) {
    var most = 0;
    var from = 0;
    for (var to = 0; to < times.size(); to++) {
      while (times.get(to) - times.get(from) >= window) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  private static List<Gatekeeper> keepers(ApiKey key, int count) {
    var keepers = new ArrayList<Gatekeeper>();
    for (var i = 0; i < count; i++) {
      var keeper = new Gatekeeper(ApiKeys.of(List.of(key)));
      keeper.gateways(count, 0);
      keepers.add(keeper);
    }
    return keepers;
  }

  private static int allowed(Gatekeeper keeper, ApiKey key, int attempts, long now) {
    var allowed = 0;
    for (var i = 0; i < attempts; i++) {
      allowed += keeper.ask(key, "m", 1, now, WALL) instanceof Allowed ? 1 : 0;
    }
    return allowed;
  }

  private static Reservation reserve(Gatekeeper keeper, ApiKey key, long estimate, long now) {
    return ((Allowed) keeper.ask(key, "m", estimate, now, WALL)).reservation();
  }

  private static Allowance budget(long tokens) {
    return new Allowance(NONE, NONE, Optional.of(new Budget(tokens, Budget.Period.DAY)));
  }

  private static ApiKey key(Allowance allowance, Set<String> models) {
    return ApiKeys.NONE.create("k", models, allowance, Optional.empty(), WALL, new Random(1)).key();
  }

  private static ApiKey with(ApiKey key, Allowance allowance) {
    return new ApiKey(
        key.id(),
        key.name(),
        key.hash(),
        key.models(),
        allowance,
        key.created(),
        key.expires(),
        key.revoked(),
        key.replaced());
  }
}
