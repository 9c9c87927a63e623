package io.aimengine.cli.validate;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads what is to be checked, each file once, bounded in size and number. What cannot be read is
/// a problem of that file and stops no other.
public final class Sources {
  static final int MAX_BYTES = 4 << 20;
  private static final long MAX_TOTAL = 512L << 20;
  private static final String STDIN_NAME = "stdin";

  private final Path directory;
  private final InputStream in;
  private final Map<String, Source> read = new TreeMap<>();
  private final Map<String, Problem> problems = new TreeMap<>();
  private final Set<Object> seen = new HashSet<>();
  private long total;

  private Sources(Path directory, InputStream in) {
    this.directory = directory;
    this.in = in;
  }

  /// Reads targets, whose paths are relative to `directory`; `in` is standard input.
  public static Sources read(Path directory, InputStream in, List<Target> targets) {
    var sources = new Sources(directory, in);
    targets.forEach(sources::target);
    return sources;
  }

  public Collection<Source> files() {
    return java.util.Collections.unmodifiableCollection(read.values());
  }

  public Optional<Source> file(String name) {
    return Optional.ofNullable(read.get(name));
  }

  public Map<String, String> texts() {
    return read.values().stream().collect(Collectors.toMap(Source::name, Source::text));
  }

  /// What could not be read, by file name.
  public Map<String, Problem> problems() {
    return Map.copyOf(problems);
  }

  private void target(Target target) {
    if (target.isStdin()) {
      stream(STDIN_NAME, Optional.empty(), target, in);
      return;
    }
    var path = directory.resolve(target.path());
    var name = name(Path.of(target.path()));
    if (Files.isDirectory(path)) {
      folder(target, path);
    } else if (Files.isRegularFile(path) || isStream(path)) {
      file(name, path, target, true);
    } else if (Files.exists(path)) {
      report(
          FileCode.UNREADABLE,
          name,
          "neither a file nor a folder, but a pipe, a socket or a device",
          "Give its text on standard input: aim-engine validate - < " + name);
    } else {
      report(FileCode.MISSING, name, "there is no such file or folder", "Check the path.");
    }
  }

  /// What a shell hands over already open: `/dev/stdin`, and `<(command)`.
  private static boolean isStream(Path path) {
    return path.normalize().toString().matches("/dev/stdin|/dev/fd/\\d+|/proc/(self|\\d+)/fd/\\d+")
        && Files.exists(path);
  }

  private void folder(Target target, Path root) {
    var found = Folder.walk(root);
    var base = Path.of(target.path());
    found
        .refused()
        .forEach((path, why) ->
            report(why, name(base.resolve(root.relativize(path))), why.title(), why.hint()));
    found.files().stream()
        .sorted()
        .forEach(path ->
            file(
                name(base.resolve(root.relativize(path))), path, target, !target.kind().isEmpty()));
    if (found.files().isEmpty() && found.refused().isEmpty()) {
      report(
          FileCode.EMPTY,
          name(base),
          "no .yaml, .yml or .json file in this folder",
          FileCode.EMPTY.hint());
    }
  }

  private void file(String name, Path path, Target target, boolean asked) {
    if (!seen.add(identity(path))) {
      return;
    }
    try (var stream = Files.newInputStream(path)) {
      stream(name, Optional.of(path), asked ? target : Target.any(target.path()), stream, asked);
    } catch (IOException e) {
      report(FileCode.UNREADABLE, name, "cannot be read: " + reason(e), FileCode.UNREADABLE.hint());
    }
  }

  private void stream(String name, Optional<Path> path, Target target, InputStream stream) {
    stream(name, path, target, stream, true);
  }

  private void stream(
      String name, Optional<Path> path, Target target, InputStream stream, boolean asked) {
    try {
      var bytes = stream.readNBytes(MAX_BYTES + 1);
      total += bytes.length;
      if (bytes.length > MAX_BYTES || total > MAX_TOTAL) {
        report(
            FileCode.TOO_LARGE,
            name,
            bytes.length > MAX_BYTES
                ? "larger than %d MiB, not read".formatted(MAX_BYTES >> 20)
                : "not read: all files together are larger than %d MiB".formatted(MAX_TOTAL >> 20),
            FileCode.TOO_LARGE.hint());
        return;
      }
      var kind = Optional.of(target.kind()).filter(k -> !k.isEmpty());
      read.put(name, new Source(name, path, decoded(bytes), kind, asked));
    } catch (CharacterCodingException e) {
      report(FileCode.NOT_TEXT, name, "not a text in UTF-8", FileCode.NOT_TEXT.hint());
    } catch (IOException e) {
      report(FileCode.UNREADABLE, name, "cannot be read: " + reason(e), FileCode.UNREADABLE.hint());
    }
  }

  /// Strict, so that what is written back is byte for byte what was read.
  private static String decoded(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }

  /// One file has one identity, whichever links lead to it.
  private static Object identity(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  private static String name(Path path) {
    var plain = path.normalize().toString();
    return (plain.isEmpty() ? "." : plain).replace('\\', '/');
  }

  private void report(FileCode code, String name, String message, String hint) {
    problems.put(
        name,
        new Problem(code.code().id(), code.code().severity(), "", Mark.file(name), message, hint));
  }

  /// `AccessDeniedException` in words: `access denied`.
  static String reason(IOException e) {
    return e.getClass()
        .getSimpleName()
        .replace("Exception", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
