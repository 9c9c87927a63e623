package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two machines that share a folder and see none of each other's kernel locks.
class LeaseTest {
  private static final Lease.Times QUICK =
      new Lease.Times(Duration.ofMillis(40), Duration.ofSeconds(2));
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path temp;
  private Path file;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void name() {
    file = temp.resolve("model.lease.json");
  }

  private Lease acquire(String machine) throws IOException, InterruptedException {
    return Lease.acquire(file, QUICK, machine, NOW, told::add);
  }

  @Test
  void goesAwayWhenItIsGivenBack() throws IOException, InterruptedException {
    acquire("a").close();
    assertThat(file).doesNotExist();
  }

  @Test
  void theOtherMachineWaitsUntilItIsGivenBack() throws Exception {
    var first = acquire("a");
    var second =
        CompletableFuture.supplyAsync(() -> {
          try {
            return acquire("b");
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    first.check();
    assertThat(second).isNotDone();
    first.close();
    try (var got = second.get(30, TimeUnit.SECONDS)) {
      got.check();
    }
  }

  @Test
  void aHolderThatShowsNoSignOfLifeLosesIt() throws IOException, InterruptedException {
    var dead = new Lease.Holder("gone", 1, NOW.toString(), "some-key", 7);
    Files.write(file, Json.bytes(dead));
    try (var lease = acquire("b")) {
      lease.check();
    }
    assertThat(told).singleElement().asString().contains("process 1 since " + NOW, "machine");
  }

  @Test
  void aDeadProcessOfThisMachineHoldsNothing() throws IOException, InterruptedException {
    Files.write(file, Json.bytes(new Lease.Holder("a", 1, NOW.toString(), "some-key", 7)));
    acquire("a").close();
    assertThat(told).isEmpty();
  }

  @Test
  void aTornFileGrowsOldLikeAnyOther() throws IOException, InterruptedException {
    Files.writeString(file, "{\"machine\": \"a");
    acquire("a").close();
    assertThat(told).hasSize(1);
  }

  @Test
  void whoLostItHearsOfItAndDoesNotTakeItBack() throws Exception {
    var sleeper = acquire("a");
    var other = Json.bytes(new Lease.Holder("b", 2, NOW.toString(), "other-key", 0));
    Files.write(file, other);
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (isHeld(sleeper)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThatThrownBy(sleeper::check).hasMessageContaining("another machine");
    sleeper.close();
    assertThat(file).hasBinaryContent(other);
  }

  private static boolean isHeld(Lease lease) {
    try {
      lease.check();
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
