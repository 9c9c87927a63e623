package io.aimengine.local.lease;

import io.aimengine.local.run.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The leases on disk, one line each: endpoint, devices, `pid@start@boot` of the holders, since
/// when. A plain format on purpose: a supervisor must be up in milliseconds.
final class LeaseFile {
  private static final String HEADER =
      "# aim-engine device leases 1: endpoint devices holders since";

  private final Path path;

  LeaseFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /// Throws `LeaseFileException` when the file is not ours: guessing could give a device twice.
  List<Lease> read() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new LeaseFileException(path + " does not begin with its header");
    }
    var leases = new ArrayList<Lease>();
    for (var line : lines.subList(1, lines.size())) {
      leases.add(parse(line));
    }
    return leases;
  }

  private Lease parse(String line) throws LeaseFileException {
    var words = line.split(" ", -1);
    try {
      var holders = new ArrayList<Holder>();
      for (var holder : words[2].split(",", -1)) {
        var parts = holder.split("@", 3);
        var process = new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        holders.add(new Holder(process, parts[2]));
      }
      var devices = Arrays.asList(words[1].split(",", -1));
      return new Lease(words[0], devices, holders, Instant.parse(words[3]));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
      throw new LeaseFileException(path + " has a line that is no lease");
    }
  }

  /// Readers see the old or the new file, whole, even after a power cut.
  void write(List<Lease> leases) throws IOException {
    var text = new StringBuilder(HEADER).append('\n');
    leases.forEach(lease -> text.append(line(lease)).append('\n'));
    var next = path.resolveSibling(path.getFileName() + ".next");
    try (var channel =
        java.nio.channels.FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.UTF_8.encode(text.toString()));
      channel.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String line(Lease lease) {
    var holders = lease.holders().stream().map(LeaseFile::word).collect(Collectors.joining(","));
    return String.join(
        " ",
        lease.endpoint(),
        String.join(",", lease.devices()),
        holders,
        lease.since().toString());
  }

  private static String word(Holder holder) {
    return holder.process().pid() + "@" + holder.process().start() + "@" + holder.boot();
  }

  /// The file is there but is not what we wrote.
  static final class LeaseFileException extends IOException {
    private static final long serialVersionUID = 1L;

    LeaseFileException(String message) {
      super(message);
    }
  }
}
