package io.aimengine.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aimengine.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ApiKeysTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Random random = new Random(1);

  @Test
  void theTokenIsFoundAndNowhereKept() {
    var issued = create(ApiKeys.NONE, "team a");

    assertThat(issued.token()).matches("aim-[0-9a-f]{10}-[A-Za-z0-9_-]{32}");
    assertThat(issued.keys().find(issued.token(), NOW)).contains(issued.key());
    assertThat(issued.keys().find(issued.token() + "x", NOW)).isEmpty();
    assertThat(issued.keys().find(issued.key().hash(), NOW)).isEmpty();
    var secret = issued.token().substring(15);
    assertThat(KeysText.write(issued.keys())).doesNotContain(secret);
    assertThat(issued.toString() + issued.key()).doesNotContain(secret);
  }

  @Test
  void noTwoTokensAreAlike() {
    var tokens = new HashSet<String>();
    for (var i = 0; i < 1000; i++) {
      tokens.add(create(ApiKeys.NONE, "k").token());
    }
    assertThat(tokens).hasSize(1000);
  }

  @Test
  void aRevokedOrExpiredKeyIsNotFound() {
    var issued = create(ApiKeys.NONE, "team a");
    var revoked = issued.keys().revoke(issued.key().id(), NOW).orElseThrow();
    var until = NOW.plusSeconds(60);
    var short_ =
        ApiKeys.NONE.create(
            "short", Set.of(), Allowance.UNLIMITED, Optional.of(until), NOW, random);

    assertThat(revoked.find(issued.token(), NOW)).isEmpty();
    assertThat(revoked.all()).hasSize(1);
    assertThat(short_.keys().find(short_.token(), until.minusMillis(1))).isPresent();
    assertThat(short_.keys().find(short_.token(), until)).isEmpty();
    assertThat(issued.keys().revoke("unknown", NOW)).isEmpty();
  }

  @Test
  void afterARotationBothTokensWorkForTheOverlapThenTheNewOneOnly() {
    var issued = create(ApiKeys.NONE, "team a");
    var rotated =
        issued.keys().rotate(issued.key().id(), Duration.ofHours(1), NOW, random).orElseThrow();

    assertThat(rotated.key().id()).isEqualTo(issued.key().id());
    assertThat(rotated.token()).isNotEqualTo(issued.token());
    assertThat(rotated.keys().find(issued.token(), NOW.plusSeconds(3599))).isPresent();
    assertThat(rotated.keys().find(issued.token(), NOW.plusSeconds(3600))).isEmpty();
    assertThat(rotated.keys().find(rotated.token(), NOW.plusSeconds(9999))).isPresent();
    var revoked = rotated.keys().revoke(issued.key().id(), NOW).orElseThrow();
    assertThat(revoked.find(issued.token(), NOW)).isEmpty();
    assertThat(revoked.find(rotated.token(), NOW)).isEmpty();
    assertThat(revoked.rotate(issued.key().id(), Duration.ZERO, NOW, random)).isEmpty();
  }

  @Test
  void anEmptyAllowListMeansEveryModel() {
    var some =
        ApiKeys.NONE.create(
            "some", Set.of("a"), Allowance.UNLIMITED, Optional.empty(), NOW, random);

    assertThat(create(ApiKeys.NONE, "all").key().allows("a")).isTrue();
    assertThat(some.key().allows("a")).isTrue();
    assertThat(some.key().allows("b")).isFalse();
  }

  @Test
  void keysSurviveBeingWrittenAndRead() {
    var budget = Optional.of(new Budget(1_000_000, Budget.Period.MONTH));
    var allowance = new Allowance(OptionalLong.of(60), OptionalLong.of(10_000), budget);
    var keys =
        ApiKeys.NONE
            .create(
                "b", Set.of("m2", "m1"), allowance, Optional.of(NOW.plusSeconds(9)), NOW, random)
            .keys();
    keys = create(keys, "a").keys();
    keys =
        keys.rotate(keys.all().getFirst().id(), Duration.ofDays(1), NOW, random)
            .orElseThrow()
            .keys();
    keys = keys.revoke(keys.all().getLast().id(), NOW).orElseThrow();
    var read = KeysText.read(KeysText.write(keys));

    assertThat(read.problems()).isEmpty();
    assertThat(read.keys().all()).isEqualTo(keys.all());
  }

  @Test
  void allProblemsOfATextAreToldAndTheGoodKeysKept() {
    var good = KeysText.write(create(ApiKeys.NONE, "good").keys());
    var hash = "0".repeat(64);
    var bad =
        good.replaceFirst(
            "\\[",
            "[{\"id\":\"x\",\"hash\":\"plain\"},{\"id\":\"\",\"hash\":\""
                + hash
                + "\"},"
                + "{\"id\":\"y\",\"hash\":\""
                + hash
                + "\",\"created\":\"yesterday\"},"
                + "{\"id\":\"z\",\"hash\":\""
                + hash
                + "\",\"requestsPerMinute\":0},");
    var read = KeysText.read(bad);

    assertThat(read.keys().all()).hasSize(1);
    assertThat(read.problems())
        .extracting(Problem::path)
        .containsExactly("keys[0].hash", "keys[1].id", "keys[2]", "keys[3]");
    assertThat(KeysText.read("nonsense").problems()).hasSize(1);
    assertThat(KeysText.read("{}").problems()).hasSize(1);
  }

  @Test
  void anAllowanceOfNothingIsRefused() {
    assertThatThrownBy(
            () -> new Allowance(OptionalLong.of(0), OptionalLong.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Budget(0, Budget.Period.DAY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ApiKeys.Issued create(ApiKeys keys, String name) {
    return keys.create(name, Set.of(), Allowance.UNLIMITED, Optional.empty(), NOW, random);
  }

  @Test
  void keysAreSortedWhateverOrderTheyComeIn() {
    var keys = create(create(create(ApiKeys.NONE, "a").keys(), "b").keys(), "c").keys();
    var reversed = List.copyOf(keys.all()).reversed();

    assertThat(ApiKeys.of(reversed).all()).isEqualTo(keys.all());
  }
}
