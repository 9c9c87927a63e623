package io.aimengine.local.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Runs programs as child processes, without a shell and with nothing on their standard input.
public final class ProcessRunner implements CommandRunner {
  private static final int MAX_BYTES = 1 << 20;

  private final Executor readers = task -> Thread.ofVirtual().start(task);

  @Override
  public Outcome run(List<String> argv, Duration timeout) {
    Process process;
    try {
      process = new ProcessBuilder(argv).redirectInput(ProcessBuilder.Redirect.PIPE).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      return new Outcome.NotFound();
    }
    var out = read(process.getInputStream());
    var err = read(process.getErrorStream());
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return kill(process, timeout);
      }
      return new Outcome.Finished(process.exitValue(), rest(out), rest(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return kill(process, timeout);
    }
  }

  /// A grandchild that keeps the pipe open must not keep us.
  private static String rest(CompletableFuture<String> text) {
    return text.completeOnTimeout("", 2, TimeUnit.SECONDS).join();
  }

  private static Outcome kill(Process process, Duration timeout) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return new Outcome.TimedOut(timeout);
  }

  /// Reads on to the end, so that a talkative program never blocks, but keeps the first part only.
  private CompletableFuture<String> read(InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (in) {
            var kept = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            return kept;
          } catch (IOException e) {
            return "";
          }
        },
        readers);
  }
}
