package io.aimengine.local.preflight;

import io.aimengine.local.hardware.CommandRunner;
import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.HostTree;
import io.aimengine.local.hardware.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The machine as checks see it; tests hand in another one.
public record Host(
    HostTree tree,
    DeviceFile.Finder files,
    Disks disks,
    CommandRunner commands,
    Map<String, String> env) {

  /// How much room the file system of a path has.
  public interface Disks {
    Optional<Disk> of(Path path);
  }

  /// Bytes in all, and bytes that this user may still write.
  public record Disk(long total, long usable) {}

  public Host {
    env = Map.copyOf(env);
  }

  public static Host here(Map<String, String> env) {
    var tree = HostTree.host();
    return new Host(tree, DeviceFile.under(tree), Host::disk, new ProcessRunner(), env);
  }

  /// A folder that is still to be made is on its parent's file system.
  private static Optional<Disk> disk(Path path) {
    for (var at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          var store = Files.getFileStore(at);
          return Optional.of(new Disk(store.getTotalSpace(), store.getUsableSpace()));
        } catch (IOException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  String user() {
    return env.getOrDefault("USER", "$USER");
  }
}
