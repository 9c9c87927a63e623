package io.aimengine.gateway.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;

/// Keeps a ledger in a folder: `snapshot` holds all rows of one moment, `journal` those that
/// changed since, later lines over earlier ones. Each write is forced to the disk. After a crash
/// all that was flushed is there; a torn last line is left out, as rows are totals nothing is
/// counted twice. One process at a time; one thread.
public final class UsageJournal implements AutoCloseable {
  /// When the journal is larger it becomes a snapshot.
  static final long COMPACT_BYTES = 1 << 20;

  /// Older rows are dropped with the next snapshot: a year and a month.
  static final int KEPT_DAYS = 400;

  private final Path folder;
  private final UsageLedger ledger;
  private final FileChannel journal;

  private UsageJournal(Path folder, UsageLedger ledger, FileChannel journal) {
    this.folder = folder;
    this.ledger = ledger;
    this.journal = journal;
  }

  /// Reads what was kept into the ledger. An `IllegalStateException` says that another process has
  /// the folder.
  public static UsageJournal open(Path folder, UsageLedger ledger) {
    try {
      Files.createDirectories(folder);
      var file =
          FileChannel.open(
              folder.resolve("journal"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(folder, file);
      var opened = new UsageJournal(folder, ledger, file);
      opened.recover();
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Held until the file is closed.
  private static void lock(Path folder, FileChannel file) throws IOException {
    try {
      if (file.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    file.close();
    throw new IllegalStateException("another gateway keeps its usage in " + folder);
  }

  /// All rows of a folder, for reading only; a gateway may be writing it.
  public static List<UsageRow> read(Path folder) {
    var ledger = new UsageLedger("");
    try {
      read(folder.resolve("snapshot"), ledger);
      read(folder.resolve("journal"), ledger);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ledger.rows();
  }

  private static long read(Path file, UsageLedger into) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    var bytes = Files.readAllBytes(file);
    var good = 0;
    var start = 0;
    for (var at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        var line = new String(bytes, start, at - start, StandardCharsets.UTF_8);
        UsageLine.read(line).ifPresent(row -> into.merge(List.of(row)));
        start = at + 1;
        good = start;
      }
    }
    return good;
  }

  private void recover() throws IOException {
    read(folder.resolve("snapshot"), ledger);
    var whole = read(folder.resolve("journal"), ledger);
    // what a crash left of a last line is cut off, so that the next one begins on its own
    journal.truncate(whole);
    journal.position(whole);
    ledger.takeChanged();
  }

  /// Writes what changed since the last call. If that fails it is due again with the next.
  public void flush(LocalDate today) {
    var rows = ledger.takeChanged();
    if (rows.isEmpty()) {
      return;
    }
    try {
      append(rows);
      if (journal.position() > COMPACT_BYTES) {
        compact(today);
      }
    } catch (IOException e) {
      ledger.giveBack(rows);
      throw new UncheckedIOException(e);
    }
  }

  private void append(List<UsageRow> rows) throws IOException {
    var before = journal.position();
    try {
      write(journal, rows);
      journal.force(false);
    } catch (IOException e) {
      journal.truncate(before);
      throw e;
    }
  }

  private static void write(FileChannel to, List<UsageRow> rows) throws IOException {
    var text = new StringBuilder();
    rows.forEach(row -> text.append(UsageLine.write(row)).append('\n'));
    var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /// A crash at any point leaves the old snapshot with the journal, or the new one with or without
  /// it: all of these say the same.
  private void compact(LocalDate today) throws IOException {
    ledger.forgetBefore(today.minusDays(KEPT_DAYS));
    var next = folder.resolve("snapshot.next");
    try (var file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(file, ledger.rows());
      file.force(true);
    }
    Files.move(
        next,
        folder.resolve("snapshot"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
    journal.truncate(0);
    journal.position(0);
    journal.force(true);
  }

  @Override
  public void close() {
    try {
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
