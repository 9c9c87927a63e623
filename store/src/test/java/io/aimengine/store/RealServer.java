package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A real server of e2e/store, in a process of its own that ends with this one.
final class RealServer implements AutoCloseable {
  private final Process process;
  private final String address;

  private RealServer(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  static RealServer start(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var build = start(Map.of(), List.of("../e2e/store/build.sh"));
    var program = line(build);
    assertThat(build.waitFor()).isZero();
    var command = Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
    var process = start(environment, command);
    return new RealServer(process, line(process));
  }

  private static Process start(Map<String, String> environment, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String line(Process process) throws IOException {
    return Objects.requireNonNull(process.inputReader(StandardCharsets.UTF_8).readLine());
  }

  /// `http://127.0.0.1:port`.
  String address() {
    return address;
  }

  /// A store of a user with this environment, with the cache in `root`.
  static ModelStore store(Path root, Map<String, String> environment) {
    var clock = java.time.Clock.systemUTC();
    var limits = Limits.defaults().withHeadroom(0).withConnections(4, 256 << 10);
    var sources = ModelStores.sources(root, environment, root, limits, clock);
    return new ModelStore(root, sources, limits, _ -> 1L << 50, clock);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
