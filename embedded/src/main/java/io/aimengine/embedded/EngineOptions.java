package io.aimengine.embedded;

import io.aimengine.embedded.llama.LlamaSettings.Attention;
import io.aimengine.embedded.llama.LlamaSettings.Mapping;
import io.aimengine.embedded.llama.LlamaSettings.Pooling;
import io.aimengine.embedded.model.ModelFacts.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;

/// The command line: the part of llama-server's that this engine has. `contextTokens` are shared
/// out among the `parallel` requests, as there.
record EngineOptions(
    Path model,
    List<String> aliases,
    String host,
    int port,
    int contextTokens,
    int parallel,
    int threads,
    int batchThreads,
    int batchTokens,
    Task task,
    Pooling pooling,
    Attention attention,
    Mapping mapping,
    boolean metrics,
    long seed,
    int maxWaiting) {

  EngineOptions {
    aliases = List.copyOf(aliases);
  }

  static EngineOptions parse(String[] argv) {
    return new CommandLine().read(argv);
  }

  /// A command line that cannot be used; the message says why.
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private static final class CommandLine {
    private static final String KNOWN =
        "known are --model --alias --host --port --ctx-size --parallel --threads --threads-batch"
            + " --batch-size --max-waiting --seed --embedding --pooling --flash-attn --no-mmap"
            + " --metrics";
    private static final int SMALLEST_CONTEXT = 16;

    private Path model = Path.of("");
    private final List<String> aliases = new ArrayList<>();
    private String host = "127.0.0.1";
    private int port = 8080;
    private int contextTokens = 4096;
    private int parallel = 1;
    private int threads = Runtime.getRuntime().availableProcessors();
    private int batchThreads;
    private int batchTokens = 512;
    private Task task = Task.GENERATE;
    private Pooling pooling = Pooling.OF_THE_MODEL;
    private Attention attention = Attention.PLAIN;
    private Mapping mapping = Mapping.MMAP;
    private boolean metrics;
    private long seed = System.nanoTime();
    private int maxWaiting = 512;

    EngineOptions read(String[] argv) {
      var rest = Arrays.asList(argv).iterator();
      while (rest.hasNext()) {
        take(rest.next(), rest);
      }
      complete();
      return new EngineOptions(
          model,
          aliases,
          host,
          port,
          contextTokens,
          parallel,
          threads,
          batchThreads,
          batchTokens,
          task,
          pooling,
          attention,
          mapping,
          metrics,
          seed,
          maxWaiting);
    }

    private void take(String flag, Iterator<String> rest) {
      switch (flag) {
        case "--model", "-m" -> model = Path.of(value(flag, rest));
        case "--alias", "-a" -> addAliases(value(flag, rest));
        case "--host" -> host = value(flag, rest);
        case "--port" -> number(flag, rest, 0, 65535, n -> port = n);
        case "--ctx-size", "-c" -> number(flag, rest, 0, 1 << 24, n -> contextTokens = n);
        case "--parallel", "-np" -> number(flag, rest, 1, 64, n -> parallel = n);
        case "--threads", "-t" -> number(flag, rest, 1, 512, n -> threads = n);
        case "--threads-batch", "-tb" -> number(flag, rest, 1, 512, n -> batchThreads = n);
        case "--batch-size", "-b" -> number(flag, rest, 1, 65536, n -> batchTokens = n);
        case "--max-waiting" -> number(flag, rest, 0, 1 << 20, n -> maxWaiting = n);
        case "--seed", "-s" -> seed = seed(flag, value(flag, rest));
        case "--embedding", "--embeddings" -> task = Task.EMBED;
        case "--pooling" -> pooling = pooling(flag, value(flag, rest));
        case "--flash-attn", "-fa" -> attention = Attention.FLASH;
        case "--no-mmap" -> mapping = Mapping.READ;
        case "--metrics" -> metrics = true;
        default -> throw new UsageException("unknown option " + flag + "; " + KNOWN);
      }
    }

    private void addAliases(String list) {
      Arrays.stream(list.split(","))
          .map(String::strip)
          .filter(alias -> !alias.isEmpty())
          .forEach(aliases::add);
    }

    private static String value(String flag, Iterator<String> rest) {
      if (!rest.hasNext()) {
        throw new UsageException(flag + " needs a value");
      }
      return rest.next();
    }

    private static void number(
        String flag, Iterator<String> rest, int least, int most, IntConsumer set) {
      String text = value(flag, rest);
      try {
        int number = Integer.parseInt(text);
        if (number >= least && number <= most) {
          set.accept(number);
          return;
        }
      } catch (NumberFormatException e) {
        // falls through to the message, which is the same
      }
      throw new UsageException(
          flag + " needs a whole number from " + least + " to " + most + ", not " + text);
    }

    private static long seed(String flag, String text) {
      try {
        long seed = Long.parseLong(text);
        return seed == -1 ? System.nanoTime() : seed;
      } catch (NumberFormatException e) {
        throw new UsageException(flag + " needs a whole number, not " + text);
      }
    }

    private static Pooling pooling(String flag, String text) {
      return switch (text) {
        case "mean" -> Pooling.MEAN;
        case "cls" -> Pooling.CLS;
        case "last" -> Pooling.LAST;
        default -> throw new UsageException(flag + " needs mean, cls or last, not " + text);
      };
    }

    private void complete() {
      if (model.toString().isEmpty()) {
        throw new UsageException("--model FILE is needed");
      }
      if (aliases.isEmpty()) {
        Path name = model.getFileName();
        aliases.add(name == null ? model.toString() : name.toString());
      }
      if (batchThreads == 0) {
        batchThreads = threads;
      }
      if (contextTokens > 0 && contextTokens / parallel < SMALLEST_CONTEXT) {
        throw new UsageException(
            "--ctx-size " + contextTokens + " is too small for --parallel " + parallel);
      }
    }
  }
}
