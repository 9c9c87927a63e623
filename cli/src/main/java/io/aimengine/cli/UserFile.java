package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The user's own files, read and written: what is larger than is read is refused and never cut
/// off, and what is written is written whole or not at all.
final class UserFile {
  /// The most that a file of YAML or JSON holds.
  private static final int MOST_BYTES = 4 << 20;

  private UserFile() {}

  /// A text of at most 4 MiB; `name` is what the user calls it.
  static String text(Path path, String name) {
    return text(path, name, MOST_BYTES);
  }

  /// Never a failure of the decoder: what is no text is told by its line.
  static String text(Path path, String name, int mostBytes) {
    if (Files.isDirectory(path)) {
      throw folder(name, "Name a file in it.");
    }
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw refused(
            "cli.too-large",
            name,
            "larger than %d MiB, not read".formatted(mostBytes >> 20),
            "Split it, or name another file.");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw refused("cli.no-file", name, "cannot be read", "Check the path and its permissions.");
    }
  }

  /// What is said of a folder where a file is wanted.
  static CommandFailure folder(String name, String hint) {
    return refused("cli.folder", name, "a folder, and a file is wanted", hint);
  }

  /// Makes the folder where there is none, and writes the file or replaces it.
  static void write(Path path, String text) {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path path, byte[] bytes) {
    try {
      Files.createDirectories(path.toAbsolutePath().resolveSibling(""));
      WholeFile.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same, but refuses a file that is there already.
  static void create(Path path, String name, String text) {
    try {
      WholeFile.create(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.usage(name + " is there already", "--force overwrites it.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommandFailure refused(String code, String name, String message, String hint) {
    return CommandFailure.of(
        Exit.USAGE, List.of(Problem.error(code, "", Mark.file(name), message, hint)));
  }
}
