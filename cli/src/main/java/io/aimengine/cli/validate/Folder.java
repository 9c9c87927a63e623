package io.aimengine.cli.validate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The YAML and JSON files below a folder, and what there could not be looked at. Follows links,
/// leaves hidden folders out.
record Folder(List<Path> files, Map<Path, FileCode> refused) {
  private static final int DEPTH = 24;
  private static final int MAX_FILES = 50_000;

  static Folder walk(Path root) {
    var visitor = new Visitor(root);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Folder(visitor.files, visitor.refused);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> files = new ArrayList<>();
    private final Map<Path, FileCode> refused = new TreeMap<>();

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      var hidden = name(folder).startsWith(".") && !folder.equals(root);
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    /// The last part; "" of a root.
    private static String name(Path path) {
      var last = path.getFileName();
      return last == null ? "" : last.toString();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isDirectory()) {
        refused.put(file, FileCode.TOO_DEEP);
      } else if (name(file).matches("[^.].*\\.(ya?ml|json)")) {
        if (attributes.isSymbolicLink()) {
          refused.put(file, FileCode.DANGLING);
        } else if (attributes.isRegularFile()) {
          files.add(file);
        }
      }
      if (files.size() > MAX_FILES) {
        refused.put(file.resolveSibling(""), FileCode.TOO_DEEP);
        return FileVisitResult.TERMINATE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      refused.put(file, e instanceof FileSystemLoopException ? FileCode.LOOP : FileCode.UNREADABLE);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException e) {
      if (e != null) {
        refused.put(folder, FileCode.UNREADABLE);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
