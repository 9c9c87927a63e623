package io.aimengine.local.supervise;

import io.aimengine.catalog.Model.Task;
import io.aimengine.local.run.Launched;
import io.aimengine.local.run.LocalRuntime;
import io.aimengine.local.run.Readiness;
import io.aimengine.local.run.RunSpec;
import io.aimengine.local.run.StateDir;
import io.aimengine.local.run.SupervisorCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One endpoint with a fake engine in a state folder of its own; ends all it started.
public final class TestEndpoint implements AutoCloseable {
  public static final String NAME = "demo";

  private final Path folder;
  private final LocalRuntime runtime;
  private final int port;
  private final List<String> lines = new ArrayList<>();
  private final List<String> phases = new ArrayList<>();

  public TestEndpoint(Path folder) {
    this.folder = folder;
    this.runtime = runtime(folder);
    this.port = freePort();
  }

  public static LocalRuntime runtime(Path folder) {
    var command = new SupervisorCommand(Jvm.argv(), System.getenv());
    var state = new StateDir(folder.resolve("state"));
    return new LocalRuntime(state, command, new LeasedDevices(state), Clock.systemUTC());
  }

  public LocalRuntime runtime() {
    return runtime;
  }

  public int port() {
    return port;
  }

  public Launched launch(String... modes) {
    return runtime.launch(spec("hash of " + String.join(" ", modes), modes));
  }

  public RunSpec spec(String hash, String... modes) {
    return spec(folder, port, hash, modes);
  }

  public static RunSpec spec(Path folder, int port, String hash, String... modes) {
    var argv = new ArrayList<>(Jvm.argv(FakeEngineMain.class.getName(), Integer.toString(port)));
    argv.addAll(List.of(modes));
    argv.add("starts=" + folder.resolve("starts"));
    return new RunSpec(
        NAME,
        hash,
        new RunSpec.Summary("org/model", "recipe", "vllm", "0", "CPU", "bf16", 0, 2048),
        RunSpec.RuntimeKind.PROCESS,
        RunSpec.Command.of(argv, Map.of("FAKE", "1")),
        new RunSpec.Serving(
            "127.0.0.1", port, "m", Task.TEXT_GENERATION, "/health", "/metrics", Map.of(), ""),
        new RunSpec.Policy(
            Duration.ofSeconds(20),
            2,
            Duration.ofMinutes(1),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            Duration.ZERO),
        List.of(),
        List.of(folder.resolve("model.gguf").toString()));
  }

  /// The same endpoint with another engine.
  public static RunSpec with(RunSpec spec, RunSpec.Command command) {
    return new RunSpec(
        spec.name(),
        spec.contentHash(),
        spec.summary(),
        spec.runtime(),
        command,
        spec.serving(),
        spec.policy(),
        spec.devices(),
        spec.files());
  }

  /// The same endpoint with less time to start.
  public static RunSpec within(Duration startup, RunSpec spec) {
    var old = spec.policy();
    return with(
        spec,
        new RunSpec.Policy(
            startup,
            old.restarts(),
            old.window(),
            old.firstPause(),
            old.longestPause(),
            old.grace(),
            old.heartbeat(),
            old.idle()));
  }

  /// The same endpoint, asleep after this long without a request.
  public static RunSpec sleepingAfter(Duration idle, RunSpec spec) {
    return with(spec, spec.policy().sleepingAfter(idle));
  }

  private static RunSpec with(RunSpec spec, RunSpec.Policy policy) {
    return new RunSpec(
        spec.name(),
        spec.contentHash(),
        spec.summary(),
        spec.runtime(),
        spec.command(),
        spec.serving(),
        policy,
        spec.devices(),
        spec.files());
  }

  /// The same endpoint with devices of its own.
  public static RunSpec holding(RunSpec spec, List<String> devices) {
    return new RunSpec(
        spec.name(),
        spec.contentHash(),
        spec.summary(),
        spec.runtime(),
        spec.command(),
        spec.serving(),
        spec.policy(),
        devices,
        spec.files());
  }

  public Readiness awaitReady() {
    return runtime.awaitReady(NAME, Duration.ofSeconds(30), new Recorder());
  }

  /// What was told while waiting.
  public List<String> phases() {
    return List.copyOf(phases);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /// The pids of all engines that were ever started.
  public List<String> starts() throws IOException {
    var file = folder.resolve("starts");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Override
  public void close() {
    runtime.stop(NAME);
  }

  public static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Recorder implements Readiness.Listener {
    @Override
    public void phase(io.aimengine.local.run.EndpointStatus status) {
      phases.add(status.phase().label());
    }

    @Override
    public void line(String line) {
      lines.add(line);
    }
  }
}
