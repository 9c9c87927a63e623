package io.aimengine.local.run;

import io.aimengine.catalog.Model.Task;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that a supervisor needs to run one endpoint, now and after any restart. `contentHash`
/// says whether two are the same wish; `devices` are the ids of the device leases it holds, `files`
/// what the model store must not evict while it runs.
public record RunSpec(
    String name,
    String contentHash,
    Summary summary,
    RuntimeKind runtime,
    Command command,
    Serving serving,
    Policy policy,
    List<String> devices,
    List<String> files) {

  /// What the engine runs in.
  public enum RuntimeKind {
    EMBEDDED,
    PROCESS,
    DOCKER,
    PODMAN
  }

  /// What `list` and `status` show of the plan. `context` is in tokens.
  public record Summary(
      String model,
      String recipe,
      String engine,
      String engineVersion,
      String hardware,
      String precision,
      int gpuCount,
      int context) {}

  /// How the engine is started, program first. A secret comes from a variable of the launching
  /// environment, named in `inherit`, or from `envFile` (lines `NAME=value`; "" for none, only for
  /// processes: a container's argv names its own). `stop` ends it orderly; empty means SIGTERM.
  public record Command(
      List<String> argv,
      Map<String, String> env,
      List<String> inherit,
      String envFile,
      String workdir,
      List<String> stop) {
    public Command {
      argv = List.copyOf(argv);
      env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
      inherit = List.copyOf(inherit);
      stop = List.copyOf(stop);
      if (argv.isEmpty()) {
        throw new IllegalArgumentException("an engine needs a command");
      }
    }

    public static Command of(List<String> argv, Map<String, String> env) {
      return new Command(argv, env, List.of(), "", "", List.of());
    }
  }

  /// Where and how it answers. `metricNames` maps our names to the engine's; `keyVariable` names
  /// the variable of the engine's environment that holds its API key ("" for none).
  public record Serving(
      String host,
      int port,
      String servedModel,
      Task task,
      String healthPath,
      String metricsPath,
      Map<String, String> metricNames,
      String keyVariable) {
    public Serving {
      metricNames = Map.copyOf(metricNames);
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("not a port: " + port);
      }
    }

    /// Where this machine itself reaches it: a wildcard address is not one to connect to.
    public String reachableHost() {
      return switch (host) {
        case "", "0.0.0.0", "localhost" -> "127.0.0.1";
        case "::", "[::]" -> "::1";
        default -> host;
      };
    }

    /// The base URL for an OpenAI client.
    public String url() {
      var reachable = reachableHost();
      return "http://"
          + (reachable.contains(":") ? "[" + reachable + "]" : reachable)
          + ":"
          + port
          + "/v1";
    }
  }

  /// When to lose patience: `startup` for one start, at most `restarts` restarts within `window`
  /// with pauses from `firstPause` doubling to `longestPause`, `grace` between SIGTERM and SIGKILL,
  /// `heartbeat` between two looks at a ready engine. After `idle` without a request it goes to
  /// sleep; zero is never.
  public record Policy(
      Duration startup,
      int restarts,
      Duration window,
      Duration firstPause,
      Duration longestPause,
      Duration grace,
      Duration heartbeat,
      Duration idle) {

    public static Policy standard(Duration startup) {
      return new Policy(
          startup,
          5,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ZERO);
    }

    /// The same, asleep after this long without a request.
    public Policy sleepingAfter(Duration idle) {
      return new Policy(
          startup, restarts, window, firstPause, longestPause, grace, heartbeat, idle);
    }
  }

  public RunSpec {
    devices = List.copyOf(devices);
    files = List.copyOf(files);
    if (!StateDir.isName(name)) {
      throw new IllegalArgumentException("not an endpoint name: " + name);
    }
  }
}
