package io.aimengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Writes files whole or not at all: who reads, and who comes back after a kill or a power cut,
/// finds the old content or the new one. Nothing half-written is left behind by a failure.
public final class WholeFile {
  private static final FileAttribute<?>[] AS_THE_UMASK_SAYS = {};
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private WholeFile() {}

  /// Writes a file of the user: one that is there keeps its owner and mode, and a link stays and
  /// what it leads to is written.
  public static void write(Path file, byte[] bytes) throws IOException {
    if (!Files.exists(file)) {
      replace(file, bytes, AS_THE_UMASK_SAYS, _ -> {});
      return;
    }
    var real = file.toRealPath();
    if (!Files.isRegularFile(real)) {
      throw new FileSystemException(file.toString(), null, "it is no regular file");
    }
    if (!Files.isWritable(real)) {
      throw new AccessDeniedException(file.toString());
    }
    replace(real, bytes, OWNER_ONLY, part -> likeness(real, part));
  }

  /// The same for a file that must not be there yet.
  public static void create(Path file, byte[] bytes) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    replace(file, bytes, AS_THE_UMASK_SAYS, _ -> {});
  }

  /// Writes a file of ours that only its owner may read, whatever was there before.
  public static void writeOwnerOnly(Path file, byte[] bytes) throws IOException {
    replace(file, bytes, OWNER_ONLY, _ -> {});
  }

  private static void replace(Path file, byte[] bytes, FileAttribute<?>[] attributes, Finish finish)
      throws IOException {
    // not a random name: the JDK's random source costs a cold JVM more than the writing
    var unique = ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
    var name = ".aim-engine-" + unique + "-" + Long.toHexString(System.nanoTime()) + ".part";
    var part = Files.createFile(Durable.parent(file).resolve(name), attributes);
    try {
      fill(part, bytes);
      finish.on(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void fill(Path part, byte[] bytes) throws IOException {
    try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /// Whether this is what a kill left behind while a file was written.
  static boolean isUnfinished(Path file) {
    return String.valueOf(file.getFileName()).matches("\\.aim-engine-.*\\.part");
  }

  /// Owner and group first: changing them may drop bits of the mode.
  private static void likeness(Path from, Path to) throws IOException {
    var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    var wanted = Files.readAttributes(from, PosixFileAttributes.class);
    var given = view.readAttributes();
    if (!given.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!given.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    view.setPermissions(wanted.permissions());
  }

  /// What is still to do with a filled file before it takes its place.
  private interface Finish {
    void on(Path part) throws IOException;
  }
}
