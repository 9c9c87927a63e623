package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpointStatus.Forecast;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Startup;
import io.aimengine.render.StartEstimate;
import io.aimengine.status.Observed.Claim;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String AS_LAST = "as the last start: 143 s";

  /// Seconds after `created` at which each step was passed; null is not yet.
  private record Steps(
      @Nullable Integer scheduled, @Nullable Integer running, @Nullable Integer ready) {}

  @Test
  void aStartThatBeginsIsForecastAsTheLastOfItsRelease() {
    var last = ended("a", "r1");
    assertThat(last.totalSeconds()).isEqualTo(145);
    var pending = next(last, pod("b", "r1", new Steps(null, null, null)));
    assertThat(forecast(pending)).isEqualTo(new Forecast(null, 40, 103, AS_LAST));
    var placed = next(pending, pod("b", "r1", new Steps(5, null, null)));
    assertThat(forecast(placed).readyAt()).isEqualTo("2026-01-01T12:02:28Z");
    var running = next(placed, pod("b", "r1", new Steps(5, 6, null)));
    assertThat(forecast(running).readyAt()).as("no pull").isEqualTo("2026-01-01T12:01:49Z");
    assertThat(next(running, pod("b", "r1", new Steps(5, 6, 100))).forecast()).isNull();
  }

  @Test
  void aReplicaThatIsReplacedBeforeItServesLosesNoForecast() {
    var pending = next(ended("a", "r1"), pod("b", "r1", new Steps(1, null, null)));
    var replaced = next(pending, pod("c", "r1", new Steps(null, null, null)));
    assertThat(forecast(replaced).why()).isEqualTo(AS_LAST);
  }

  @Test
  void anotherReleaseIsEstimated() {
    var started = next(ended("a", "r1"), pod("b", "r2", new Steps(0, null, null)));
    assertThat(forecast(started))
        .isEqualTo(
            new Forecast(
                "2026-01-01T12:00:46Z",
                0,
                46,
                "estimate: 31 s to download 15.3 GiB and 15 s to load; image and compilation come on top"));
  }

  @Test
  void aRateNextToNothingIsForecastAsLongAsCanBeTold() {
    var endless = Duration.ofSeconds(Long.MAX_VALUE / 4);
    var estimate = new StartEstimate(15.26, Duration.ZERO, endless, endless);
    var pod = pod("b", "r1", new Steps(null, null, null));
    var started = Starts.of(observed(pod), Optional.empty(), Optional.of(estimate)).orElseThrow();
    assertThat(forecast(started).readySeconds()).isEqualTo(Integer.MAX_VALUE);
  }

  /// It would be written anew while a plan changes its mind.
  @Test
  void whatAStartIsForecastByStaysWhileItGoesOn() {
    var first = next(ended("a", "r1"), pod("b", "r2", new Steps(0, null, null)));
    var again =
        Starts.of(
            observed(pod("b", "r2", new Steps(0, null, null))),
            Optional.of(first),
            Optional.of(new StartEstimate(1, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
    assertThat(again).contains(first);
  }

  @Test
  void withoutAReplicaTheLastWholeStartStays() {
    var last = ended("a", "r1");
    assertThat(next(last)).isEqualTo(last);
    var pending = next(last, pod("b", "r1", new Steps(1, null, null)));
    assertThat(Starts.of(observed(), Optional.of(pending), Optional.empty())).isEmpty();
  }

  @Test
  void aContainerThatWasRestartedIsNotForecast() {
    var start = start("r1", new Steps(1, null, null), Optional.empty(), true, StartLog.nothing());
    var pod = new PodState("b", false, Optional.empty(), start);
    assertThat(next(ended("a", "r1"), pod).forecast()).isNull();
  }

  @Test
  void whatAnInitContainerFetchesIsNoPull() {
    var start =
        start(
            "r1",
            new Steps(2, 42, null),
            Optional.of(Duration.ofSeconds(30)),
            false,
            StartLog.nothing());
    var startup = next(null, new PodState("a", false, Optional.empty(), start));
    assertThat(startup.pulledSeconds()).isEqualTo(10);
    assertThat(startup.downloadedSeconds()).isEqualTo(30);
  }

  /// The log is read when the start has ended and was told.
  @Test
  void whatTheEngineWroteIsAddedToAStartThatWasTold() {
    var told = ended("a", "r1");
    assertThat(told.loadedSeconds()).isNull();
    var log = log(12.4, 20.6, 46.5);
    var read = next(told, new PodState("a", true, Optional.empty(), whole("r1", log)));
    assertThat(read.downloadedSeconds()).isEqualTo(12);
    assertThat(read.loadedSeconds()).isEqualTo(21);
    assertThat(read.compiledSeconds()).isEqualTo(47);
    assertThat(read.totalSeconds()).isEqualTo(told.totalSeconds());
    var later = next(read, pod("a", "r1", new Steps(2, 42, 9000)));
    assertThat(later).as("read once").isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"104,104", "104.1,"})
  void aFigureThatIsLongerThanTheEngineRanIsNone(double loaded, @Nullable Integer told) {
    var start = whole("r1", log(0, loaded, 0));
    var startup = next(null, new PodState("a", true, Optional.empty(), start));
    assertThat(startup.readySeconds()).isEqualTo(103);
    assertThat(startup.loadedSeconds()).isEqualTo(told);
  }

  private static Startup ended(String name, String release) {
    return next(null, pod(name, release, new Steps(2, 42, 145)));
  }

  private static Startup next(@Nullable Startup before, PodState... pods) {
    var estimate =
        new StartEstimate(15.26, Duration.ZERO, Duration.ofSeconds(31), Duration.ofSeconds(15));
    return Starts.of(observed(pods), Optional.ofNullable(before), Optional.of(estimate))
        .orElseThrow();
  }

  private static Forecast forecast(Startup startup) {
    return Objects.requireNonNull(startup.forecast());
  }

  private static Observed observed(PodState... pods) {
    return new Observed(true, 1, 1, 1, 0, 0, List.of(pods), Optional.empty(), Claim.NONE);
  }

  private static PodState pod(String name, String release, Steps steps) {
    var start = start(release, steps, Optional.empty(), false, StartLog.nothing());
    return new PodState(name, steps.ready() != null, Optional.empty(), start);
  }

  private static Start whole(String release, StartLog log) {
    return start(release, new Steps(2, 42, 145), Optional.empty(), false, log);
  }

  private static Start start(
      String release, Steps steps, Optional<Duration> fetched, boolean restarted, StartLog log) {
    return new Start(
        Optional.of(NOON),
        at(steps.scheduled()),
        at(steps.running()),
        at(steps.ready()),
        fetched,
        Optional.of(Duration.ofMinutes(30)),
        release,
        restarted,
        log);
  }

  private static StartLog log(double downloaded, double loaded, double compiled) {
    return new StartLog(
        OptionalDouble.of(downloaded), OptionalDouble.of(loaded), OptionalDouble.of(compiled));
  }

  private static Optional<Instant> at(@Nullable Integer seconds) {
    return Optional.ofNullable(seconds).map(NOON::plusSeconds);
  }
}
