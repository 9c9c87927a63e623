package io.aimengine.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The process that listens on a port, as far as this user may see it.
public record PortHolder(long pid, String name) {

  public String label() {
    return name + " (pid " + pid + ")";
  }

  public static Optional<PortHolder> of(int port) {
    var sockets =
        Stream.of("/proc/net/tcp", "/proc/net/tcp6")
            .flatMap(table -> listening(Path.of(table), port))
            .map(inode -> "socket:[" + inode + "]")
            .collect(Collectors.toUnmodifiableSet());
    return sockets.isEmpty() ? Optional.empty() : owner(sockets);
  }

  // proc_net_tcp: "sl local_address rem_address st …  inode"; the address is hex with the port
  // after the colon, state 0A is LISTEN, the inode is field 10
  private static Stream<String> listening(Path table, int port) {
    var end = String.format(Locale.ROOT, ":%04X", port);
    return lines(table).stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields.length > 9 && fields[1].endsWith(end) && fields[3].equals("0A"))
        .map(fields -> fields[9]);
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<PortHolder> owner(Set<String> sockets) {
    return ProcessHandle.allProcesses()
        .filter(process -> holds(process.pid(), sockets))
        .map(process -> new PortHolder(process.pid(), name(process.pid())))
        .findFirst();
  }

  private static boolean holds(long pid, Set<String> sockets) {
    try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (var file : files) {
        if (sockets.contains(target(file))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String name(long pid) {
    var name = StateFiles.firstLine("/proc/" + pid + "/comm");
    return name.isEmpty() ? "a process" : name;
  }
}
