package io.aimengine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/// Who holds a lock, told to other machines that share the folder and may not see our kernel's
/// locks. The holder changes the file all the time; one that stands still for [Times#expires] is
/// dead, whatever the clocks say.
final class Lease implements AutoCloseable {
  private final Path file;
  private final Times times;
  private final Holder holder;
  private final Thread beating;
  private volatile State state = State.HELD;

  private enum State {
    HELD,
    LOST
  }

  /// How often a holder shows that it lives, and how long it may not.
  record Times(Duration beat, Duration expires) {
    static final Times USUAL = new Times(Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  /// What the file says. `machine` is the kernel's boot id, "" where there is none.
  record Holder(String machine, long pid, String since, String key, long beat) {
    Holder next() {
      return new Holder(machine, pid, since, key, beat + 1);
    }
  }

  private Lease(Path file, Times times, Holder holder) {
    this.file = file;
    this.times = times;
    this.holder = holder;
    this.beating = Thread.ofVirtual().name("lease").start(this::beat);
  }

  /// Takes the lease, once no other machine holds it. The caller holds this kernel's lock, so a
  /// holder of this machine is dead. `waiting` is told once for whom we wait.
  static Lease acquire(
      Path file, Times times, String machine, Instant now, Consumer<String> waiting)
      throws IOException, InterruptedException {
    // not a random name: the JDK's random source costs a cold JVM more than the lock
    var pid = ProcessHandle.current().pid();
    var key = machine + "-" + pid + "-" + Long.toHexString(System.nanoTime());
    var mine = new Holder(machine, pid, now.toString(), key, 0);
    var last = new byte[0];
    var since = System.nanoTime();
    for (boolean told = false; ; ) {
      try {
        Files.write(file, Json.bytes(mine), StandardOpenOption.CREATE_NEW);
        return new Lease(file, times, mine);
      } catch (FileAlreadyExistsException _) {
        var bytes = read(file);
        if (!Arrays.equals(bytes, last)) {
          last = bytes;
          since = System.nanoTime();
        }
        if (isOf(machine, bytes) || System.nanoTime() - since > times.expires().toNanos()) {
          Files.deleteIfExists(file);
          continue;
        }
        if (!told) {
          told = true;
          waiting.accept(describe(file) + " on another machine");
        }
        Thread.sleep(times.beat().dividedBy(4));
      }
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      return new byte[0];
    }
  }

  /// A torn file may be of anybody: it has to grow old.
  private static boolean isOf(String machine, byte[] bytes) {
    try {
      return Json.tree(bytes).path("machine").asText("?").equals(machine);
    } catch (IOException _) {
      return false;
    }
  }

  /// The holder, as people read it.
  static String describe(Path file) {
    try {
      var known = Json.read(file, Holder.class);
      return "process " + known.pid() + " since " + known.since();
    } catch (IOException _) {
      return "another process";
    }
  }

  /// The identity of the running kernel, which all containers of a machine share.
  static String machine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
          .strip();
    } catch (IOException _) {
      return "";
    }
  }

  private void beat() {
    try {
      for (var next = holder.next(); ; next = next.next()) {
        Thread.sleep(times.beat());
        if (!isMine()) {
          state = State.LOST;
          return;
        }
        Files.write(file, Json.bytes(next), StandardOpenOption.WRITE);
      }
    } catch (InterruptedException _) {
      return; // given back
    } catch (IOException _) {
      state = State.LOST;
    }
  }

  private boolean isMine() throws IOException {
    return Files.exists(file) && Json.read(file, Holder.class).key().equals(holder.key());
  }

  /// Throws when another machine has taken over, since we gave no sign of life for too long.
  void check() throws IOException {
    if (state == State.LOST) {
      throw new IOException("the lease " + file.getFileName() + " was lost to another machine");
    }
  }

  @Override
  public void close() throws IOException {
    beating.interrupt();
    try {
      beating.join();
      if (isMine()) {
        Files.deleteIfExists(file);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
