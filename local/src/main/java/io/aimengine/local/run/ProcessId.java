package io.aimengine.local.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One process of this machine for as long as it is up: a pid alone is given out again, with the
/// moment of its start it is not. `start` is in clock ticks since boot where `/proc` says so, else
/// in milliseconds.
public record ProcessId(long pid, long start) {
  private static final Path PROC = Path.of("/proc");
  static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));

  public static Optional<ProcessId> of(long pid) {
    return read(pid).map(Stat::id);
  }

  public static ProcessId self() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /// A zombie is not alive: it holds no device and no port, only its parent's attention.
  public boolean isAlive() {
    return read(pid).filter(stat -> stat.running() && stat.id().equals(this)).isPresent();
  }

  /// SIGTERM, to this very process or to nobody.
  public void terminate() {
    handle().ifPresent(ProcessHandle::destroy);
  }

  /// SIGKILL, to this very process or to nobody.
  public void kill() {
    handle().ifPresent(ProcessHandle::destroyForcibly);
  }

  Optional<Long> parent() {
    return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
  }

  private Optional<ProcessHandle> handle() {
    return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
  }

  private record Stat(ProcessId id, boolean running) {}

  private static Optional<Stat> read(long pid) {
    if (!LINUX) {
      return ProcessHandle.of(pid)
          .map(handle -> new Stat(new ProcessId(pid, startMillis(handle)), handle.isAlive()));
    }
    try {
      var bytes = Files.readAllBytes(PROC.resolve(pid + "/stat"));
      return parse(pid, new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // proc(5): the name in parentheses may hold anything, so fields count from the last ')':
  // field 3 is the state, field 22 the start time.
  private static Optional<Stat> parse(long pid, String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length < 20) {
      return Optional.empty();
    }
    var running = !fields[0].equals("Z") && !fields[0].equals("X");
    return Optional.of(new Stat(new ProcessId(pid, Long.parseLong(fields[19])), running));
  }

  private static long startMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
  }
}
