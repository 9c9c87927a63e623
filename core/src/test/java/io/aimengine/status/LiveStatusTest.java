package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.metrics.Latency;
import io.aimengine.metrics.Load;
import io.aimengine.scale.Decision;
import io.aimengine.scale.History;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveStatusTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LiveStatus NOTHING = LiveStatus.of(Optional.empty());

  @Test
  void copiesFiguresInBucketsAndLeavesOutWhatNobodyTells() {
    var metrics = Objects.requireNonNull(NOTHING.then(load(0.18, 0.42), none(), NOON).metrics());
    assertThat(metrics.latency()).isEqualTo(200);
    assertThat(metrics.throughput()).isEqualTo(2);
    assertThat(metrics.kvCacheUtilization()).isEqualTo(0.4);
    assertThat(metrics.gpuUtilization()).isNull();
  }

  @Test
  void tellsFiguresAtMostOnceAMinute() {
    var first = NOTHING.then(load(0.2, 0.4), none(), NOON);
    assertThat(first.then(load(2, 0.9), none(), NOON.plusSeconds(59))).isSameAs(first);
    assertThat(first.then(load(2, 0.9), none(), NOON.plusSeconds(60))).isNotSameAs(first);
  }

  @Test
  void tellsNothingNewWhileAllFiguresStayInTheirBuckets() {
    var first = NOTHING.then(load(0.2, 0.4), none(), NOON);
    assertThat(first.then(load(0.22, 0.43), none(), NOON.plusSeconds(600))).isSameAs(first);
  }

  @Test
  void tellsAnotherNumberOfReplicasAtOnce() {
    var first = NOTHING.then(load(0.2, 0.4), decided(1, "as it is", null), NOON);
    var more = first.then(load(0.2, 0.4), decided(2, "waiting 4", null), NOON.plusSeconds(1));
    assertThat(more.scaling()).extracting("wanted", "why").containsExactly(2, "waiting 4");
  }

  @Test
  void keepsTheReasonOfTheLastChangeWhileNothingChanges() {
    var more = NOTHING.then(load(0.2, 0.4), decided(2, "waiting 4", null), NOON);
    var later = more.then(load(0.2, 0.4), decided(2, "as it is", null), NOON.plusSeconds(600));
    assertThat(later).isSameAs(more);
  }

  @Test
  void tellsAtOnceThatAWishIsRefusedAndOtherWordsOfItLater() {
    var first = NOTHING.then(load(0.2, 0.4), decided(2, "waiting 4", null), NOON);
    var refused = first.then(load(0.2, 0.4), decided(2, "w", "8 wanted"), NOON.plusSeconds(1));
    assertThat(refused.scaling()).extracting("refused").isEqualTo("8 wanted");
    assertThat(refused.then(load(0.2, 0.4), decided(2, "w", "9 wanted"), NOON.plusSeconds(2)))
        .isSameAs(refused);
  }

  @Test
  void writesNothingAfterARestartThatFindsTheSame() {
    var told = NOTHING.then(load(0.2, 0.4), decided(2, "waiting 4", null), NOON);
    var found = new LiveStatus(told.scaling(), told.metrics(), Instant.EPOCH);
    assertThat(found.then(load(0.2, 0.4), decided(2, "as it is", null), NOON)).isSameAs(found);
  }

  @Test
  void hasNoFiguresWhileNoReplicaAnswers() {
    var silent = new Load(0, 0, 0, none(), none(), none());
    assertThat(NOTHING.then(silent, none(), NOON)).isSameAs(NOTHING);
    var before = NOTHING.then(load(0.2, 0.4), none(), NOON);
    assertThat(before.then(silent, none(), NOON.plusSeconds(60)).metrics()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.00012, 0.0001",
    "0.3, 0.2",
    "0.4, 0.5",
    "1, 1",
    "1.5, 2",
    "3.1, 2",
    "3.2, 5",
    "7.1, 10",
    "999, 1000",
    "1234, 1000"
  })
  void bucketsAreOneTwoFiveTen(double value, double bucket) {
    assertThat(LiveStatus.bucket(value)).isEqualTo(bucket);
  }

  private static Load load(double ttft, double kvUse) {
    return new Load(
        1,
        3,
        0,
        Optional.of(kvUse),
        Optional.of(new Latency(9, ttft, ttft, ttft)),
        Optional.of(1.9));
  }

  private static Optional<Decision> decided(
      int replicas, String why, @org.jspecify.annotations.Nullable String refused) {
    return Optional.of(
        new Decision(replicas, why, Optional.ofNullable(refused), History.begin(NOON)));
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
