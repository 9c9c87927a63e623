package io.aimengine.embedded;

import io.aimengine.embedded.http.ApiServer;
import io.aimengine.embedded.http.EngineApi;
import io.aimengine.embedded.http.EngineMetrics;
import io.aimengine.embedded.http.ModelNames;
import io.aimengine.embedded.llama.LlamaException;
import io.aimengine.embedded.llama.LlamaSettings;
import io.aimengine.embedded.llama.LlamaTextModel;
import io.aimengine.embedded.llama.NativeLibraryFile;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// The embedded engine: a process that serves one GGUF model on the CPU over OpenAI's HTTP, with
/// llama-server's command line.
public final class EmbeddedEngine {

  private static final long DRAIN_MILLIS = 10_000;

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
    var model = LlamaTextModel.load(libraryFile(), settings(options), metrics);
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
