package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Files of this machine that become the stored model `id`, as if they had come from any of
/// `answers`. `cachedAt` is empty for now. Links cost no space, but whoever changes the file
/// changes the cache: they are for files that are given up.
public record Adoption(
    String id, Path path, List<Artifact> answers, Optional<Instant> cachedAt, By by) {
  private static final Pattern SNAPSHOT = Pattern.compile(".*/snapshots/([0-9a-f]{40})");

  /// How the bytes come in.
  public enum By {
    COPY,
    LINK
  }

  public Adoption {
    ModelId.check(id);
    path = path.toAbsolutePath().normalize();
    answers = List.copyOf(answers);
  }

  /// A copy of the user's files.
  public static Adoption copy(String id, Path path, List<Artifact> answers) {
    return new Adoption(id, path, answers, Optional.empty(), By.COPY);
  }

  /// The hub's revision, where the folder is a snapshot of a hub's cache; else "".
  String commit() {
    var snapshot = SNAPSHOT.matcher(path.toString());
    return snapshot.matches() ? snapshot.group(1) : "";
  }
}
