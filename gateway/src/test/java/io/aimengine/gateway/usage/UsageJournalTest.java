package io.aimengine.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageJournalTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  @TempDir private Path folder;

  @Test
  void whatWasFlushedIsThereAfterARestartAndGoesOnGrowing() {
    var first = new UsageLedger("gateway-a");
    try (var journal = UsageJournal.open(folder, first)) {
      first.add(DAY, "key", "model", Usage.request(10, 4, 5));
      journal.flush(DAY);
      first.add(DAY, "key", "model", Usage.request(10, 4, 5));
      journal.flush(DAY);
    }
    var second = new UsageLedger("gateway-a");
    try (var journal = UsageJournal.open(folder, second)) {
      second.add(DAY, "key", "model", Usage.request(1, 0, 1));
      journal.flush(DAY);
    }

    assertThat(second.total("key", DAY, DAY)).isEqualTo(new Usage(3, 21, 8, 11));
    assertThat(UsageJournal.read(folder)).isEqualTo(second.rows());
  }

  /// The machine stops at any byte of what is written.
  @Test
  void aJournalCutAnywhereGivesWhatWasWholeAndIsWrittenOn() throws IOException {
    var ledger = new UsageLedger("gateway-a");
    var states = new ArrayList<Usage>();
    var ends = new ArrayList<Long>();
    try (var journal = UsageJournal.open(folder, ledger)) {
      for (var i = 0; i < 5; i++) {
        ledger.add(DAY, "key", "model ü", Usage.request(i, 0, 1));
        journal.flush(DAY);
        states.add(ledger.total("key", DAY, DAY));
        ends.add(Files.size(folder.resolve("journal")));
      }
    }
    var whole = Files.readAllBytes(folder.resolve("journal"));
    for (var cut = 0; cut <= whole.length; cut++) {
      Files.write(folder.resolve("journal"), java.util.Arrays.copyOf(whole, cut));
      var expected = Usage.NONE;
      for (var i = 0; i < ends.size(); i++) {
        expected = ends.get(i) <= cut ? states.get(i) : expected;
      }
      var recovered = new UsageLedger("gateway-a");
      try (var journal = UsageJournal.open(folder, recovered)) {
        assertThat(recovered.total("key", DAY, DAY)).as("cut at %s", cut).isEqualTo(expected);
        recovered.add(DAY, "key", "model ü", Usage.request(100, 0, 0));
        journal.flush(DAY);
      }
      assertThat(UsageJournal.read(folder)).isEqualTo(recovered.rows());
    }
  }

  @Test
  void aDamagedLineIsLeftOutAndTheOthersKept() throws IOException {
    var ledger = new UsageLedger("gateway-a");
    try (var journal = UsageJournal.open(folder, ledger)) {
      ledger.add(DAY, "one", "model", Usage.request(1, 0, 1));
      ledger.add(DAY, "two", "model", Usage.request(1, 0, 1));
      journal.flush(DAY);
    }
    var text = Files.readString(folder.resolve("journal"));
    Files.writeString(folder.resolve("journal"), text.replace("\"one\"", "\"oen\""));

    assertThat(UsageJournal.read(folder))
        .extracting(row -> row.cell().key())
        .containsExactly("two");
  }

  @Test
  void aLongJournalBecomesASnapshot() throws IOException {
    var ledger = new UsageLedger("gateway-a");
    try (var journal = UsageJournal.open(folder, ledger)) {
      ledger.add(DAY.minusDays(500), "old", "model", Usage.request(1, 0, 1));
      for (var i = 0; i < 600; i++) {
        for (var key = 0; key < 20; key++) {
          ledger.add(DAY, "key " + key, "model", Usage.request(1, 0, 1));
        }
        journal.flush(DAY);
      }
    }
    assertThat(Files.size(folder.resolve("journal"))).isLessThan(UsageJournal.COMPACT_BYTES);
    assertThat(Files.exists(folder.resolve("snapshot"))).isTrue();
    var rows = UsageJournal.read(folder);
    assertThat(rows).hasSize(20).allMatch(row -> row.total().requests() == 600);
  }

  /// A crash between the snapshot's rename and the journal's end.
  @Test
  void aJournalOlderThanTheSnapshotCountsNothingTwice() throws IOException {
    var ledger = new UsageLedger("gateway-a");
    try (var journal = UsageJournal.open(folder, ledger)) {
      ledger.add(DAY, "key", "model", Usage.request(5, 0, 5));
      journal.flush(DAY);
    }
    Files.copy(folder.resolve("journal"), folder.resolve("snapshot"));
    Files.writeString(folder.resolve("snapshot.next"), "half a li");

    var recovered = new UsageLedger("gateway-a");
    UsageJournal.open(folder, recovered).close();
    assertThat(recovered.rows()).isEqualTo(ledger.rows());
  }

  @Test
  void aSecondProcessIsKeptOut() {
    var ledger = new UsageLedger("gateway-a");
    try (var _ = UsageJournal.open(folder, ledger)) {
      assertThatThrownBy(() -> UsageJournal.open(folder, new UsageLedger("gateway-b")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.toString());
    }
  }

  @Test
  void aKeeperWritesWhatIsLeftWhenItIsClosed() {
    var ledger = new UsageLedger("gateway-a");
    var journal = UsageJournal.open(folder, ledger);
    try (var _ =
        new UsageKeeper(
            journal,
            Duration.ofHours(1),
            Clock.systemUTC(),
            trouble -> {
              throw trouble;
            })) {
      ledger.add(DAY, "key", "model", Usage.request(5, 0, 5));
    }

    assertThat(UsageJournal.read(folder)).isEqualTo(ledger.rows());
  }

  @Test
  void aDiskThatFailsIsToldOfAndWhatIsDueStaysDue() throws Exception {
    var ledger = new UsageLedger("gateway-a");
    var journal = UsageJournal.open(folder, ledger);
    journal.close();
    ledger.add(DAY, "key", "model", Usage.request(5, 0, 5));
    var told = new CountDownLatch(2);
    try (var _ =
        new UsageKeeper(
            journal, Duration.ofMillis(1), Clock.systemUTC(), any -> told.countDown())) {
      told.await();
    }
    assertThatThrownBy(() -> journal.flush(DAY)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void rowsOfOtherGatewaysMayComeTwiceLateAndInAnyOrder() {
    var random = new Random(5);
    var a = new UsageLedger("gateway-a");
    var b = new UsageLedger("gateway-b");
    var reports = new ArrayList<List<UsageRow>>();
    for (var i = 0; i < 50; i++) {
      var one = random.nextBoolean() ? a : b;
      one.add(DAY, "key " + random.nextInt(2), "model", Usage.request(random.nextInt(9), 0, 1));
      reports.add(one.own());
    }
    reports.addAll(List.copyOf(reports));
    Collections.shuffle(reports, random);
    var merged = new UsageLedger("gateway-c");
    reports.forEach(merged::merge);

    assertThat(
            merged.total("key 0", DAY, DAY).requests() + merged.total("key 1", DAY, DAY).requests())
        .isEqualTo(50);
    assertThat(merged.own()).isEmpty();
  }

  @Test
  void aLineSurvivesOddNamesAndNoPartOfItIsTakenForAWhole() {
    var cell = new UsageRow.Cell("g", DAY, "k\n\"", "org/модель");
    var line = UsageLine.write(new UsageRow(cell, Usage.request(1, 2, 3)));

    assertThat(line.getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) '\n');
    assertThat(UsageLine.read(line).map(UsageRow::cell)).contains(cell);
    for (var cut = 0; cut < line.length(); cut++) {
      assertThat(UsageLine.read(line.substring(0, cut))).isEmpty();
    }
  }
}
