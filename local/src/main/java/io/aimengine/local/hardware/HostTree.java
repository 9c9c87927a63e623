package io.aimengine.local.hardware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The small files through which the kernel describes a machine, under a root that tests move
/// elsewhere. Paths are absolute (`/sys/class/kfd`). Nothing here throws: a file that cannot be
/// read is a value.
public record HostTree(Path root) {

  /// No kernel file that we read is larger; sysfs attributes end at one page.
  private static final int MAX_BYTES = 1 << 20;

  private static final int MAX_ENTRIES = 4096;

  /// The machine that we run on.
  public static HostTree host() {
    return new HostTree(Path.of("/"));
  }

  /// What became of reading one file.
  public sealed interface Reading {
    /// Its content, surrounding white space removed.
    record Text(String text) implements Reading {}

    /// There is no such file.
    record Missing() implements Reading {}

    /// It is there, but this user (or this cgroup) may not read it.
    record Unreadable(String reason) implements Reading {}
  }

  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  public Reading read(String absolute) {
    try (var in = Files.newInputStream(path(absolute))) {
      var bytes = in.readNBytes(MAX_BYTES);
      return new Reading.Text(new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      return new Reading.Missing();
    } catch (IOException e) {
      return new Reading.Unreadable(reason(e));
    }
  }

  /// The content, or empty when missing, unreadable or blank.
  public Optional<String> text(String absolute) {
    return read(absolute) instanceof Reading.Text(var text) && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /// A whole unsigned number, or empty when it is none.
  public OptionalLong number(String absolute) {
    return text(absolute).map(HostTree::parse).orElse(OptionalLong.empty());
  }

  public boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /// Why a folder cannot be listed, empty when it can be or is missing.
  public Optional<String> listingError(String folder) {
    try (var entries = Files.newDirectoryStream(path(folder))) {
      return entries == null ? Optional.of("no listing") : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  /// Names in a folder, numbers in number order (`2` before `10`), empty when it cannot be read.
  public List<String> list(String folder) {
    try (var entries = Files.list(path(folder))) {
      return entries
          .limit(MAX_ENTRIES)
          .map(entry -> entry.getFileName().toString())
          .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text.strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "not a directory";
      case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
