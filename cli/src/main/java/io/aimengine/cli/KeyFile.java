package io.aimengine.cli;

import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.KeysText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/// The file of the gateway's keys, readable by its owner only. A change is whole or not there, and
/// two commands at once do not undo each other.
record KeyFile(Path path) {

  static KeyFile of(App app, String named) {
    return new KeyFile(
        named.isEmpty()
            ? app.stateDir().root().resolve("gateway").resolve("keys.json")
            : app.directory().resolve(named).toAbsolutePath());
  }

  /// None where there is no file yet.
  ApiKeys read() {
    try {
      if (!Files.exists(path)) {
        return ApiKeys.NONE;
      }
      var read = KeysText.read(Files.readString(path));
      if (!read.problems().isEmpty()) {
        throw CommandFailure.of(Exit.USAGE, read.problems());
      }
      return read.keys();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What `change` makes of the keys is in the file before this returns.
  <T> T change(Function<ApiKeys, T> change, Function<T, ApiKeys> keys) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      var lock = path.resolveSibling(path.getFileName() + ".lock");
      try (var channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        var changed = change.apply(read());
        write(KeysText.write(keys.apply(changed)));
        return changed;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var next = Files.createTempFile(path.getParent(), "keys", ".next", owner);
    Files.writeString(next, text, StandardOpenOption.SYNC);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
