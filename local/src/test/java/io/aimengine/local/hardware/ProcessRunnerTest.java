package io.aimengine.local.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.hardware.CommandRunner.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessRunnerTest {
  private final ProcessRunner runner = new ProcessRunner();

  @Test
  void givesBothOutputsAndTheExitCode() {
    var argv = List.of("sh", "-c", "echo out; echo err >&2; exit 3");

    assertThat(runner.run(argv, Duration.ofSeconds(20)))
        .isEqualTo(new Outcome.Finished(3, "out\n", "err\n"));
  }

  @Test
  void anAbsentProgramIsNotFound() {
    assertThat(runner.run(List.of("no-such-program-here"), Duration.ofSeconds(20)))
        .isEqualTo(new Outcome.NotFound());
  }

  @Test
  void killsWhatHangs() {
    var before = System.nanoTime();

    var outcome = runner.run(List.of("sleep", "60"), Duration.ofMillis(200));

    assertThat(outcome).isEqualTo(new Outcome.TimedOut(Duration.ofMillis(200)));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aTalkativeProgramNeitherBlocksNorFillsTheMemory() {
    var argv = List.of("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x");

    var outcome = runner.run(argv, Duration.ofSeconds(20));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Finished.class, done -> assertThat(done.stdout()).hasSize(1 << 20));
  }

  @Test
  void aGrandchildThatKeepsTheOutputOpenKeepsNobody() {
    var before = System.nanoTime();

    var outcome = runner.run(List.of("sh", "-c", "sleep 20 &"), Duration.ofSeconds(20));

    assertThat(outcome).isInstanceOf(Outcome.Finished.class);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
  }
}
