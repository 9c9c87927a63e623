package io.aimengine.embedded;

import io.aimengine.embedded.http.ApiServer;
import io.aimengine.embedded.http.EngineApi;
import io.aimengine.embedded.http.EngineMetrics;
import io.aimengine.embedded.http.ModelNames;
import io.aimengine.embedded.llama.LlamaException;
import io.aimengine.embedded.llama.LlamaSettings;
import io.aimengine.embedded.llama.LlamaTextModel;
import io.aimengine.embedded.llama.NativeLibraryFile;
import io.aimengine.embedded.model.GenerationRequest;
import io.aimengine.embedded.model.Sampling;
import io.aimengine.embedded.model.TextModel;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The embedded engine: a process that serves one GGUF model on the CPU over OpenAI's HTTP, with
/// llama-server's command line.
public final class EmbeddedEngine {

  /// As long as a pod's engine gets (`render.Drain`): who started it stops it sooner if he wants.
  private static final long DRAIN_MILLIS = 300_000;

  private EmbeddedEngine() {}

  public static void main(String[] argv) {
    PrintStream log = System.err;
    try {
      run(EngineOptions.parse(argv), log);
    } catch (EngineOptions.UsageException e) {
      log.println("embedded engine: " + e.getMessage());
      Runtime.getRuntime().halt(2);
    } catch (LlamaException | IOException e) {
      log.println("embedded engine: " + e.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(EngineOptions options, PrintStream log) throws IOException {
    long started = System.nanoTime();
    if (!Files.isReadable(options.model())) {
      throw new IOException("cannot read the model " + options.model());
    }
    var address = new InetSocketAddress(options.host(), options.port());
    ApiServer server = bind(address, log);
    var api = new EngineApi(server);
    server.start();
    stopOnSignal(server, api);
    var metrics = new EngineMetrics(options.aliases().getFirst());
    var gate = new OpenedLater(metrics);
    var model = LlamaTextModel.load(libraryFile(), settings(options), gate);
    prove(model);
    gate.open();
    if (options.metrics()) {
      api.exposeMetrics(model, metrics);
    }
    api.ready(model, new ModelNames(options.aliases()), metrics);
    log.println(
        "serving "
            + options.aliases().getFirst()
            + " on "
            + options.host()
            + ":"
            + server.port()
            + " after "
            + (System.nanoTime() - started) / 1_000_000
            + " ms");
  }

  /// One real request before it is said to be healthy: what loads need not compute.
  private static void prove(TextModel model) throws IOException {
    var prompt = model.tokenize("Hello");
    try {
      switch (model.facts().task()) {
        case EMBED -> model.embed(prompt);
        case GENERATE -> {
          var request = new GenerationRequest(prompt, 1, Sampling.greedy(), Optional.empty());
          try (var generation = model.generate(request)) {
            if (generation.next().isEmpty() && generation.generatedTokens() == 0) {
              throw new IOException("the model loads, but computes no token");
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ApiServer bind(InetSocketAddress address, PrintStream log) throws IOException {
    try {
      return new ApiServer(address, log);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static LlamaSettings settings(EngineOptions options) {
    return new LlamaSettings(
        options.model(),
        options.contextTokens(),
        options.parallel(),
        options.threads(),
        options.batchThreads(),
        options.batchTokens(),
        options.pooling(),
        options.attention(),
        options.mapping(),
        options.task(),
        options.maxWaiting(),
        options.seed());
  }

  /// A folder with the library in the binding's own property, else the cache.
  private static Path libraryFile() {
    String folder = System.getProperty("de.kherud.llama.lib.path", "");
    if (!folder.isEmpty()) {
      return Path.of(folder, System.mapLibraryName("jllama"));
    }
    String cache = System.getProperty("aim.embedded.cache", "");
    return NativeLibraryFile.in(
        cache.isEmpty() ? Path.of(userCache(), "aim-engine", "native") : Path.of(cache));
  }

  private static String userCache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg == null || xdg.isEmpty() ? System.getProperty("user.home") + "/.cache" : xdg;
  }

  /// On SIGTERM running answers get time to end; halting spares the native library's own clean-up.
  private static void stopOnSignal(ApiServer server, EngineApi api) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  api.drain();
                  try {
                    server.drain(DRAIN_MILLIS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  Runtime.getRuntime().halt(0);
                },
                "drain"));
  }
}
