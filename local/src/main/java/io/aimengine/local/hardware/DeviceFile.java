package io.aimengine.local.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// A device file such as /dev/kfd: the numeric group that owns it, and what this user may do.
public record DeviceFile(String path, int group, boolean readable, boolean writable) {

  public boolean isUsable() {
    return readable && writable;
  }

  /// Looks device files up; tests answer from a table.
  public interface Finder {
    Optional<DeviceFile> find(String path);
  }

  /// The files under a root, as this user sees them.
  public static Finder under(HostTree tree) {
    return absolute -> {
      var path = tree.path(absolute);
      try {
        var group = (int) Files.getAttribute(path, "unix:gid");
        return Optional.of(
            new DeviceFile(absolute, group, Files.isReadable(path), Files.isWritable(path)));
      } catch (IOException | UnsupportedOperationException e) {
        return Optional.empty();
      }
    };
  }
}
