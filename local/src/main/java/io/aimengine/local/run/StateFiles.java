package io.aimengine.local.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// Small files that are replaced whole, in folders that only their owner can enter.
final class StateFiles {
  private static final long LIMIT = 1 << 20;
  private static final FileAttribute<?> OWNER_DIR =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private StateFiles() {}

  static Optional<byte[]> read(Path file) {
    try {
      return Files.size(file) > LIMIT ? Optional.empty() : Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// A reader sees the old content or the new one, never a part.
  static void write(Path file, byte[] content) {
    try {
      var folder = directory(file.toAbsolutePath().resolveSibling(""));
      // not a random name: the JDK's random source costs a cold JVM more than all the rest here
      var owner = ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
      var part = folder.resolve("." + file.getFileName() + "." + owner + ".part");
      Files.deleteIfExists(part);
      Files.createFile(part, OWNER_FILE);
      Files.write(part, content);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path directory(Path path) {
    try {
      return Files.isDirectory(path) ? path : Files.createDirectories(path, OWNER_DIR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes an empty file that only its owner can read, unless there is one.
  static Path create(Path file) {
    directory(file.toAbsolutePath().resolveSibling(""));
    try {
      return Files.exists(file) ? file : Files.createFile(file, OWNER_FILE);
    } catch (FileAlreadyExistsException e) {
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The beginning of time for a file that is not there.
  static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  static List<Path> list(Path directory) {
    try (var paths = Files.list(directory)) {
      return paths.toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String firstLine(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1)
          .lines()
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  static void delete(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        list(path).forEach(StateFiles::delete);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
