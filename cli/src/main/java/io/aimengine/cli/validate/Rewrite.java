package io.aimengine.cli.validate;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
      WholeFile.write(real, text.getBytes(StandardCharsets.UTF_8));
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
