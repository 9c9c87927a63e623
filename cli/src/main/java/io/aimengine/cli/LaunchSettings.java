package io.aimengine.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// How an endpoint is started on this machine; the plan is none of its business.
final class LaunchSettings {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Listen here; else the first free one from 8000 up")
  int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Listen on this address (default: ${DEFAULT-VALUE}, this machine only)")
  String host = "127.0.0.1";

  @Option(
      names = "--runtime",
      paramLabel = "KIND",
      description = "embedded, process, docker or podman; else the first that is here")
  String runtime = "";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "How long to wait for ready (env DEFAULT_TIMEOUT, AIM_TIMEOUT; default: what the engine may need)")
  int timeout;

  @Option(names = "--no-wait", description = "Return as soon as it is started")
  boolean noWait;

  @Option(names = "--dry-run", description = "Print the exact command and start nothing")
  boolean dryRun;

  @Option(
      names = "--model-path",
      paramLabel = "PATH",
      description = "Serve these files; nothing is downloaded")
  String modelPath = "";

  @Option(
      names = "--no-cache",
      description = "Let vLLM or SGLang download the model themselves, past the model cache")
  boolean noCache;

  @Option(
      names = {"--cache-dir", "--model-cache"},
      paramLabel = "DIR",
      description = "Model cache (env AIM_CACHE_DIR)")
  String cacheDir = "";

  /// What older guides switch on is always on.
  @Option(
      names = {"--use-cache", "--cache-models", "--health-check", "--enable-metrics"},
      hidden = true)
  void alwaysOn(boolean asked) {}

  /// Seconds to wait for ready: the option, the environment, else what the engine may need.
  int patience(Map<String, String> env, int engineSeconds) {
    if (timeout > 0) {
      return timeout;
    }
    for (var name : List.of("AIM_TIMEOUT", "DEFAULT_TIMEOUT")) {
      var text = env.getOrDefault(name, "");
      if (text.matches("[1-9][0-9]{0,5}")) {
        return Integer.parseInt(text);
      }
    }
    return Math.max(600, engineSeconds);
  }
}
