package io.aimengine.cli;

import io.aimengine.store.StoreException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;

/// Gives every exception that reaches the edge an exit code and a sentence.
final class Failures {
  private Failures() {}

  static CommandFailure translate(Throwable problem) {
    return switch (problem) {
      case CommandFailure known -> known;
      case StoreException store ->
          new CommandFailure(
              exit(store.exitCode()), store.code().code(), store.getMessage(), store.hint());
      case KubernetesClientException refused -> KubeFailures.translate(refused);
      case UncheckedIOException io ->
          io(io.getCause() == null ? new IOException(io.getMessage()) : io.getCause());
      case IOException io -> io(io);
      case InvalidPathException path ->
          new CommandFailure(
              Exit.USAGE, "cli.path", "no path of this machine: " + path.getReason(), "");
      case OutOfMemoryError _ ->
          new CommandFailure(
              Exit.GENERAL,
              "internal.memory",
              "out of memory",
              "give the JVM more with JAVA_TOOL_OPTIONS=-Xmx1g");
      default ->
          new CommandFailure(
              Exit.GENERAL,
              "internal.defect",
              "this is a defect of aim-engine: " + problem,
              "Run again with --debug and report what it prints.");
    };
  }

  private static CommandFailure io(IOException problem) {
    if (problem instanceof AccessDeniedException denied) {
      return new CommandFailure(
          Exit.PERMISSION,
          "io.denied",
          "no permission for " + denied.getFile(),
          "Check the owner and the mode of that path.");
    }
    if (problem instanceof FileSystemException file && file.getFile() != null) {
      var reason = file.getReason() == null ? kind(file) : file.getReason();
      return new CommandFailure(
          Exit.PERMISSION,
          "io.file",
          "cannot use " + file.getFile() + ": " + reason,
          "Check that path; AIM_STATE_DIR and AIM_CACHE_DIR say where we write.");
    }
    return new CommandFailure(Exit.GENERAL, "io.failed", String.valueOf(problem.getMessage()), "");
  }

  static Exit exit(int code) {
    for (var exit : Exit.values()) {
      if (exit.code() == code) {
        return exit;
      }
    }
    return Exit.GENERAL;
  }

  /// `NoSuchFileException` in words: `no such file`.
  private static String kind(IOException problem) {
    return problem
        .getClass()
        .getSimpleName()
        .replace("Exception", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
