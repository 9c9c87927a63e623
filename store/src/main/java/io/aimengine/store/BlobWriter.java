package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;

/// Brings one remote file into `blobs/`, whole and verified, or fails.
final class BlobWriter {
  private final CacheLayout layout;
  private final Partial.Room room;
  private final Duration checkpoint;
  private final Clock clock;
  private final boolean rehash;

  /// `rehash`: do not believe blobs that are here, read them again.
  BlobWriter(
      CacheLayout layout, Partial.Room room, Duration checkpoint, Clock clock, boolean rehash) {
    this.layout = layout;
    this.room = room;
    this.checkpoint = checkpoint;
    this.clock = clock;
    this.rehash = rehash;
  }

  StoredFile bring(RemoteFile file, SourceContext context)
      throws IOException, InterruptedException {
    // bytes of a known sha256 are the same wherever they come from
    var same =
        file.digest().kind() == Digest.Kind.SHA256
            ? file.digest().hex()
            : file.content().key() + " " + file.digest().hex();
    var key = Hashes.sha256(same).substring(0, 40);
    // lock files are never removed: a few thousand of them serve any number of files
    var lock = "file-" + key.substring(0, 3);
    try (var held = ArtifactLock.acquire(layout.locks(), lock, clock.instant(), _ -> {})) {
      if (isHere(file)) {
        var bytes = Files.size(layout.blob(file.digest().hex()));
        context.resumed(bytes);
        return new StoredFile(file.path(), bytes, file.digest().hex());
      }
      if (file.content() instanceof FileSource.LocalFile local && local.by() == Adoption.By.LINK) {
        return link(file, local, context);
      }
      return transfer(file, key, context, held);
    }
  }

  private boolean isHere(RemoteFile file) throws IOException {
    if (file.digest().kind() != Digest.Kind.SHA256) {
      return false;
    }
    var blob = layout.blob(file.digest().hex());
    if (!Files.isRegularFile(blob)) {
      return false;
    }
    if (file.bytes() >= 0 && Files.size(blob) != file.bytes()) {
      Files.delete(blob);
      return false;
    }
    if (rehash && !Hashes.sha256(blob, _ -> {}).equals(file.digest().hex())) {
      Files.delete(blob);
      return false;
    }
    return true;
  }

  private StoredFile transfer(RemoteFile file, String key, SourceContext context, ArtifactLock held)
      throws IOException, InterruptedException {
    Partial.Room checks =
        () -> {
          held.check();
          room.check();
        };
    for (var clean = false; ; clean = true) {
      try (var partial = Partial.open(layout.partial(), key, checkpoint, checks)) {
        var before = partial.held();
        context.resumed(before);
        file.content().copyTo(partial, context);
        var bytes = partial.held();
        var sha256 = partial.finish();
        var objection = objection(file, partial.file(), bytes, sha256);
        if (objection.isEmpty()) {
          publish(partial, sha256);
          return new StoredFile(file.path(), bytes, sha256);
        }
        partial.discard();
        // bytes of an earlier run may be to blame: one clean try decides
        if (clean || before == 0) {
          throw new StoreException(
              StoreCode.CHECKSUM,
              file.path() + " " + objection,
              "the source has other bytes than promised: try again, or name another source");
        }
        context.moved(file.path(), -bytes);
      }
    }
  }

  /// The file itself becomes the blob.
  private StoredFile link(RemoteFile file, FileSource.LocalFile local, SourceContext context)
      throws IOException {
    var sha256 = Hashes.sha256(local.from(), n -> context.moved(file.path(), n));
    var blob = layout.blob(sha256);
    if (!Files.exists(blob)) {
      Files.createLink(blob, local.from().toRealPath());
      readOnly(blob);
      Durable.syncFolder(Durable.parent(blob));
    }
    return new StoredFile(file.path(), Files.size(blob), sha256);
  }

  private static String objection(RemoteFile file, Path at, long bytes, String sha256)
      throws IOException {
    if (file.bytes() >= 0 && file.bytes() != bytes) {
      return "has %d bytes, expected %d".formatted(bytes, file.bytes());
    }
    var actual =
        switch (file.digest().kind()) {
          case NONE -> "";
          case SHA256 -> sha256;
          case GIT_BLOB -> Hashes.gitBlob(at);
        };
    return actual.equals(file.digest().hex())
        ? ""
        : "has digest %s, expected %s".formatted(actual, file.digest().hex());
  }

  private void publish(Partial partial, String sha256) throws IOException {
    readOnly(partial.file());
    partial.moveTo(layout.blob(sha256));
  }

  static void readOnly(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }
  }
}
