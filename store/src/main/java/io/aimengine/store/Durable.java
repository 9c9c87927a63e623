package io.aimengine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;

/// Writes that survive a kill or a power cut whole or not at all.
final class Durable {
  private Durable() {}

  static void write(Path file, byte[] bytes) throws IOException {
    WholeFile.writeOwnerOnly(file, bytes);
    syncFolder(parent(file));
  }

  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(parent(to));
  }

  static void syncFolder(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Makes the folder and its missing parents readable by the owner only.
  static Path folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      var posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
      return posix
          ? Files.createDirectories(
              folder,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
          : Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new NotDirectoryException(e.getFile());
    }
  }

  static Path parent(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root is no file");
  }

  /// Removes a folder with all below; links are removed, not followed. Missing is fine.
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
