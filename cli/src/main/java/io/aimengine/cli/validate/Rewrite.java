package io.aimengine.cli.validate;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/// Puts a new text in the place of a file: whole or not at all, with the file's owner and mode, and
/// only while the file is what was read. A link stays; what it leads to is written.
public final class Rewrite {
  private Rewrite() {}

  /// What went wrong; the file is then as it was.
  public static Optional<Problem> of(Source source, String text) {
    var path = source.path().orElseThrow();
    try {
      var real = path.toRealPath();
      if (!Files.isRegularFile(real) || !Files.isWritable(real)) {
        return problem(FileCode.UNWRITABLE, source, "not rewritten: it is not writable");
      }
      if (!same(real, source.text())) {
        return problem(FileCode.CHANGED, source, FileCode.CHANGED.title());
      }
      replace(real, text);
      return Optional.empty();
    } catch (IOException e) {
      return problem(FileCode.UNWRITABLE, source, "not rewritten: " + Sources.reason(e));
    }
  }

  private static boolean same(Path file, String text) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(
          in.readNBytes(Sources.MAX_BYTES + 1), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void replace(Path file, String text) throws IOException {
    var temporary = Files.createTempFile(file.resolveSibling(""), ".aim-engine-", ".tmp");
    try {
      write(temporary, text);
      likeness(file, temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(Path file, String text) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
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

  private static Optional<Problem> problem(FileCode code, Source source, String message) {
    return Optional.of(
        new Problem(
            code.code().id(),
            code.code().severity(),
            "",
            Mark.file(source.name()),
            message,
            code.hint()));
  }
}
