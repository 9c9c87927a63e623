package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// Options of `launch` that older guides use. Those of containers reach the container; those that
/// mean nothing here are said to, never swallowed.
final class OlderOptions {
  @Option(
      names = {"--volume", "-v"},
      hidden = true,
      paramLabel = "HOST:CONTAINER")
  private List<String> volumes = new ArrayList<>();

  @Option(names = "--memory-limit", hidden = true)
  private String memory = "";

  @Option(names = "--cpu-limit", hidden = true)
  private String cpus = "";

  @Option(names = "--network-mode", hidden = true)
  private String network = "";

  @Option(names = "--user", hidden = true)
  private String user = "";

  @Option(names = "--read-only", hidden = true)
  private boolean readOnly;

  @Option(names = "--no-new-privileges", hidden = true)
  private boolean noNewPrivileges;

  @Option(names = "--security-opt", hidden = true)
  private List<String> securityOptions = new ArrayList<>();

  @Option(names = "--cap-drop", hidden = true)
  private List<String> dropped = new ArrayList<>();

  @Option(names = "--hf-endpoint", hidden = true)
  private String hub = "";

  @Option(names = "--metrics-port", hidden = true)
  private String metricsPort = "";

  @Option(names = "--enable-profiling", hidden = true)
  private boolean profiling;

  @Option(names = "--gpu-debug", hidden = true)
  private boolean gpuDebug;

  @Option(names = "--restart-policy", hidden = true)
  private String restart = "";

  @Option(names = "--log-level", hidden = true)
  private String logLevel = "";

  /// The hub's mirror, for the store and for an engine that downloads by itself.
  Map<String, String> environment() {
    return hub.isEmpty() ? Map.of() : Map.of("HF_ENDPOINT", hub);
  }

  /// What `docker run` and `podman run` get besides, program and verb not included.
  List<String> container() {
    var argv = new ArrayList<String>();
    volumes.forEach(volume -> argv.addAll(List.of("--volume", volume)));
    var single = new LinkedHashMap<String, String>();
    single.put("--memory", memory);
    single.put("--cpus", cpus);
    single.put("--network", network);
    single.put("--user", user);
    single.forEach((flag, value) -> {
      if (!value.isEmpty()) {
        argv.addAll(List.of(flag, value));
      }
    });
    if (readOnly) {
      argv.addAll(List.of("--read-only", "--tmpfs", "/tmp"));
    }
    securityOptions.forEach(option -> argv.addAll(List.of("--security-opt", option)));
    dropped.forEach(capability -> argv.addAll(List.of("--cap-drop", capability)));
    return argv;
  }

  /// What has no effect, and why.
  List<Problem> remarks(RuntimeChoice runtime) {
    var remarks = new ArrayList<Problem>();
    if (!runtime.isContainer() && (!container().isEmpty() || noNewPrivileges)) {
      remarks.add(
          unused(
              "container options",
              "this endpoint runs without a container",
              "Add --runtime docker or podman."));
    }
    if (!metricsPort.isEmpty()) {
      remarks.add(
          unused("--metrics-port", "engines serve /metrics on the endpoint's own port", ""));
    }
    if (profiling || gpuDebug) {
      remarks.add(
          unused(
              "--enable-profiling and --gpu-debug",
              "the engine's own flags do that",
              "Give them by --arg, variables by spec.env."));
    }
    if (!restart.isEmpty()) {
      remarks.add(
          unused(
              "--restart-policy",
              "the supervisor restarts with backoff, five times in ten minutes",
              ""));
    }
    if (!logLevel.isEmpty()) {
      remarks.add(unused("--log-level", "the engine's own flag sets its log level", ""));
    }
    return remarks;
  }

  private static Problem unused(String option, String why, String hint) {
    return Problem.warning("cli.no-effect", option, Mark.NONE, "has no effect here: " + why, hint);
  }
}
