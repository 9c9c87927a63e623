package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who has a stored artifact open: a small file per process, which counts as long as that very
/// process (same pid, same start) lives.
final class UseMarkers {
  private final CacheLayout layout;

  /// One user of an artifact; `started` is "" where the system does not tell.
  record User(String who, long pid, String started) {}

  UseMarkers(CacheLayout layout) {
    this.layout = layout;
  }

  Path mark(String id, String revision, String who, long pid) throws IOException {
    var folder = Durable.folder(layout.uses(id, revision));
    var name = Hashes.sha256(who).substring(0, 12) + "-" + pid + ".json";
    var file = folder.resolve(name);
    Durable.write(file, Json.bytes(new User(who, pid, started(pid).orElse(""))));
    return file;
  }

  /// The living ones, as people read them; markers of the dead are swept away.
  List<String> users(String id, String revision) throws IOException {
    var users = new ArrayList<String>();
    for (var file : CacheLayout.children(layout.uses(id, revision))) {
      var user = read(file);
      if (user.filter(UseMarkers::lives).isPresent()) {
        users.add("%s (process %d)".formatted(user.get().who(), user.get().pid()));
      } else {
        sweep(file);
      }
    }
    return users;
  }

  private static Optional<User> read(Path file) {
    try {
      return Optional.of(Json.read(file, User.class));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  private static void sweep(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      return; // a cache that cannot be written can still be read
    }
  }

  private static boolean lives(User user) {
    var alive = ProcessHandle.of(user.pid()).filter(ProcessHandle::isAlive).isPresent();
    var started = started(user.pid());
    return alive && (started.isEmpty() || started.get().equals(user.started()));
  }

  private static Optional<String> started(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().startInstant()).map(Object::toString);
  }
}
