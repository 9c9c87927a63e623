package io.aimengine.local.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// All processes of one endpoint's engine. Workers that outlive their parent are found too: every
/// engine is started with a variable that names its endpoint, and children inherit it.
public final class EngineTree {
  /// The variable that marks them.
  public static final String MARKER = "AIM_ENDPOINT_DIR";

  private static final Duration PAUSE = Duration.ofMillis(15);
  private static final Duration ORPHANS_GRACE = Duration.ofSeconds(2);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  private final String mark;

  public EngineTree(EndpointDir dir) {
    this.mark = MARKER + "=" + dir.path().toAbsolutePath();
  }

  /// The engine that someone else started: of the marked processes the oldest without a marked
  /// parent.
  public Optional<ProcessId> leader() {
    return roots(marked()).stream().min(java.util.Comparator.comparingLong(ProcessId::start));
  }

  /// Asks first, with `stop` or else SIGTERM to the leader alone, so that the engine ends its
  /// workers its own way; after `grace` kills what is left.
  public void end(Optional<ProcessId> leader, List<String> stop, Duration grace) {
    var members = members(leader);
    if (stop.isEmpty()) {
      roots(members).forEach(ProcessId::terminate);
    } else {
      runStop(stop, grace);
    }
    awaitEnd(members, grace);
    kill(leader);
  }

  /// Kills all of it at once; leftovers of an engine that died hold devices and the port.
  public void kill(Optional<ProcessId> leader) {
    var deadline = Deadline.in(KILL_PATIENCE);
    for (var left = members(leader); !left.isEmpty(); left = members(leader)) {
      left.forEach(ProcessId::kill);
      if (deadline.isPast()) {
        throw new IllegalStateException("processes " + pids(left) + " cannot be killed");
      }
      Deadline.pause(PAUSE);
    }
  }

  private static List<Long> pids(Set<ProcessId> processes) {
    return processes.stream().map(ProcessId::pid).toList();
  }

  private static void awaitEnd(Set<ProcessId> members, Duration grace) {
    var roots = roots(members);
    var deadline = Deadline.in(grace);
    while (!deadline.isPast() && members.stream().anyMatch(ProcessId::isAlive)) {
      if (roots.stream().noneMatch(ProcessId::isAlive)
          && deadline.left().compareTo(ORPHANS_GRACE) > 0) {
        deadline = Deadline.in(ORPHANS_GRACE);
      }
      Deadline.pause(PAUSE);
    }
  }

  private static void runStop(List<String> stop, Duration grace) {
    try {
      var process =
          new ProcessBuilder(stop)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(grace.toMillis() + 5_000, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      System.err.println("cannot run " + stop.getFirst() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<ProcessId> members(Optional<ProcessId> leader) {
    var members = new LinkedHashSet<>(marked());
    leader.filter(ProcessId::isAlive).ifPresent(members::add);
    for (var member : List.copyOf(members)) {
      ProcessHandle.of(member.pid()).stream()
          .flatMap(ProcessHandle::descendants)
          .flatMap(child -> ProcessId.of(child.pid()).stream())
          .filter(ProcessId::isAlive)
          .forEach(members::add);
    }
    return members;
  }

  private static List<ProcessId> roots(Set<ProcessId> members) {
    var pids = Set.copyOf(pids(members));
    return members.stream()
        .filter(member -> member.parent().filter(pids::contains).isEmpty())
        .toList();
  }

  private Set<ProcessId> marked() {
    var found = new LinkedHashSet<ProcessId>();
    if (ProcessId.LINUX) {
      for (var process : processes()) {
        if (hasMark(process)) {
          ProcessId.of(Long.parseLong(process.getFileName().toString()))
              .filter(ProcessId::isAlive)
              .ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static List<Path> processes() {
    var found = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      entries.forEach(found::add);
    } catch (IOException e) {
      return List.of();
    }
    return found;
  }

  // proc(5): the environment it was started with, each entry ended by a NUL; only the owner's own
  // processes can be read, and only those are meant
  private boolean hasMark(Path process) {
    try {
      var environ =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
      return environ.startsWith(mark + "\0") || environ.contains("\0" + mark + "\0");
    } catch (IOException e) {
      return false;
    }
  }
}
