import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Tokens per second of the embedded engine over HTTP, beside the same native library called in
/// process through its own Java class, and beside a llama-server on the PATH. All are measured in
/// turns, so that whatever else the machine does hits each of them.
///
/// usage: EmbeddedBench MODEL.gguf [ROUNDS [TOKENS]]
public final class EmbeddedBench {

  private static final String PROMPT = "Once upon a time there was a";
  private static final int PARALLEL = 4;
  private static final int WARM_UP = 64;
  private static final int CONTEXT = 4096;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private record Server(Process process, String url) {}

  private record Row(String name, double[] rates) {
    double median() {
      double[] sorted = rates.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }

    double best() {
      return Arrays.stream(rates).max().orElse(0);
    }
  }

  public static void main(String[] args) throws Exception {
    String model = args[0];
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    int tokens = args.length > 2 ? Integer.parseInt(args[2]) : 128;
    var rows = new ArrayList<Row>();
    Row inProcess = row(rows, "same library in process", rounds);
    Row one = row(rows, "embedded over HTTP, 1 stream", rounds);
    Row four = row(rows, "embedded over HTTP, 4 streams", rounds);
    var servers = new ArrayList<Server>();
    try {
      Server embedded = embedded(model);
      servers.add(embedded);
      Optional<Server> llamaServer = onPath("llama-server").map(file -> llamaServer(file, model));
      llamaServer.ifPresent(servers::add);
      Optional<Row> native1 = llamaServer.map(s -> row(rows, "llama-server, 1 stream", rounds));
      Optional<Row> native4 = llamaServer.map(s -> row(rows, "llama-server, 4 streams", rounds));
      var library = new LlamaModel(parameters(model));
      for (Server server : servers) {
        http(server, PARALLEL, WARM_UP);
      }
      inProcess(library, WARM_UP);
      for (int i = 0; i < rounds; i++) {
        inProcess.rates()[i] = inProcess(library, tokens);
        one.rates()[i] = http(embedded, 1, tokens);
        four.rates()[i] = http(embedded, PARALLEL, tokens);
        if (llamaServer.isPresent()) {
          native1.orElseThrow().rates()[i] = http(llamaServer.get(), 1, tokens);
          native4.orElseThrow().rates()[i] = http(llamaServer.get(), PARALLEL, tokens);
        }
      }
      print(rows, rounds, tokens);
      ratio("HTTP / in process", one, inProcess, 0.95);
      ratio("4 streams / 1 stream", four, one, 1.3);
      native1.ifPresent(row -> ratio("embedded / llama-server, 1 stream", one, row, 0));
      native4.ifPresent(row -> ratio("embedded / llama-server, 4 streams", four, row, 0));
    } finally {
      servers.forEach(server -> server.process().destroyForcibly());
    }
    System.out.flush();
    Runtime.getRuntime().halt(0); // the binding's threads never end
  }

  private static Row row(List<Row> rows, String name, int rounds) {
    var row = new Row(name, new double[rounds]);
    rows.add(row);
    return row;
  }

  private static void print(List<Row> rows, int rounds, int tokens) {
    System.out.printf("%d rounds of %d tokens, tokens/s%n", rounds, tokens);
    System.out.printf("%-32s %8s %8s%n", "", "median", "best");
    for (Row row : rows) {
      System.out.printf("%-32s %8.1f %8.1f%n", row.name(), row.median(), row.best());
    }
  }

  /// Rounds are compared pair by pair, as they ran under the same load.
  private static void ratio(String name, Row of, Row to, double wanted) {
    double[] ratios = new double[of.rates().length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = of.rates()[i] / to.rates()[i];
    }
    var row = new Row(name, ratios);
    System.out.printf(
        "%-36s median %.2f, of the best %.2f%s%n",
        name, row.median(), of.best() / to.best(), wanted > 0 ? "   (wanted " + wanted + ")" : "");
  }

  private static ModelParameters parameters(String model) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new ModelParameters()
        .setModel(model)
        .setCtxSize(CONTEXT)
        .setThreads(threads)
        .setParallel(PARALLEL)
        .disableLog();
  }

  private static double inProcess(LlamaModel model, int tokens) {
    var request =
        new InferenceParameters(PROMPT).setNPredict(tokens).setTemperature(0).setIgnoreEos(true);
    long start = System.nanoTime();
    int count = 0;
    for (LlamaOutput output : model.generate(request)) {
      count += output.text.isEmpty() ? 0 : 1;
    }
    if (count < tokens * 0.9) {
      throw new IllegalStateException("only " + count + " pieces of text");
    }
    return tokens / ((System.nanoTime() - start) / 1e9);
  }

  private static double http(Server server, int streams, int tokens) throws Exception {
    String body =
        "{\"prompt\":\"" + PROMPT + "\",\"max_tokens\":" + tokens
            + ",\"temperature\":0,\"ignore_eos\":true,\"stream\":true}";
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    Callable<Long> read =
        () -> CLIENT.send(request, BodyHandlers.ofLines()).body().filter(l -> !l.isEmpty()).count();
    long start = System.nanoTime();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> events : pool.invokeAll(Stream.generate(() -> read).limit(streams).toList())) {
        if (events.get() < tokens * 0.9) {
          throw new IllegalStateException("only " + events.get() + " events");
        }
      }
    }
    return streams * tokens / ((System.nanoTime() - start) / 1e9);
  }

  private static Server embedded(String model) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return start(
        List.of(
            java, "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-cp",
            System.getProperty("java.class.path"), "io.aimengine.embedded.EmbeddedEngine",
            "--model", model, "--parallel", "" + PARALLEL, "--ctx-size", "" + CONTEXT));
  }

  private static Server llamaServer(Path file, String model) {
    try {
      return start(
          List.of(
              file.toString(), "--model", model, "--parallel", "" + PARALLEL, "--ctx-size",
              "" + CONTEXT, "--threads", "" + Runtime.getRuntime().availableProcessors()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Server start(List<String> command) throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var argv = new ArrayList<>(command);
    argv.addAll(List.of("--port", "" + port));
    Process process =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String url = "http://127.0.0.1:" + port;
    var health = HttpRequest.newBuilder(URI.create(url + "/health")).build();
    while (process.isAlive()) {
      try {
        if (CLIENT.send(health, BodyHandlers.discarding()).statusCode() == 200) {
          return new Server(process, url);
        }
      } catch (java.io.IOException e) {
        // not listening yet
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("did not start: " + argv);
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
