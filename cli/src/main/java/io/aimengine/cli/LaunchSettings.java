package io.aimengine.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How an endpoint is started on this machine; the plan is none of its business.
final class LaunchSettings {
  @Mixin OlderOptions older = new OlderOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Listen here; else the first free one from 8000 up")
  private int port = Given.UNSET;

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
  private int timeout = Given.UNSET;

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

  /// The port asked for, if one is.
  Optional<Integer> port() {
    return port == Given.UNSET ? Optional.empty() : Optional.of(within("--port", port, 1, 65_535));
  }

  private static int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw CommandFailure.usage(
          option + " must be " + least + " to " + most + ", not " + value, "");
    }
    return value;
  }

  /// Seconds to wait for ready: the option, the environment, else what the engine may need.
  int patience(Map<String, String> env, int engineSeconds) {
    if (timeout != Given.UNSET) {
      return within("--timeout", timeout, 1, 1_000_000);
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
