package io.aimengine.local.preflight;

import io.aimengine.api.Problem;
import io.aimengine.local.container.ContainerRuntime;
import io.aimengine.local.hardware.CommandRunner.Outcome;
import java.time.Duration;
import java.util.List;

/// Whether Docker or Podman is there and answers this user.
final class ContainerCheck implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Host host;

  ContainerCheck(Host host) {
    this.host = host;
  }

  @Override
  public List<Finding> look(Situation situation) {
    return switch (situation.runtime()) {
      case DOCKER -> List.of(needed(ContainerRuntime.DOCKER));
      case PODMAN -> List.of(needed(ContainerRuntime.PODMAN));
      case EMBEDDED, PROCESS -> List.of();
    };
  }

  /// For `doctor`: a runtime that is not installed is no fault.
  List<Finding> installed() {
    return java.util.Arrays.stream(ContainerRuntime.values())
        .filter(runtime -> !(version(runtime) instanceof Outcome.NotFound))
        .map(this::needed)
        .toList();
  }

  private Finding needed(ContainerRuntime runtime) {
    var name = runtime.program();
    return switch (version(runtime)) {
      case Outcome.Finished done when done.ok() ->
          Finding.ok(name, "server " + done.stdout().strip());
      case Outcome.Finished done -> Finding.of(name, failed(runtime, done.stderr()));
      case Outcome.NotFound _ ->
          Finding.of(
              name,
              Problems.error(
                  "no-container-runtime",
                  name,
                  name + " is not on the PATH",
                  "install " + name + ", or leave --runtime out"));
      case Outcome.TimedOut(var after) ->
          Finding.of(
              name,
              Problems.error(
                  "container-runtime-hangs",
                  name,
                  "%s gave no answer in %d s".formatted(name, after.toSeconds()),
                  "`sudo systemctl restart " + name + "`"));
    };
  }

  private Outcome version(ContainerRuntime runtime) {
    var field = runtime == ContainerRuntime.DOCKER ? "{{.ServerVersion}}" : "{{.Version.Version}}";
    return host.commands().run(List.of(runtime.program(), "info", "--format", field), PATIENCE);
  }

  private Problem failed(ContainerRuntime runtime, String stderr) {
    var name = runtime.program();
    var said = stderr.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    return stderr.contains("permission denied")
        ? Problems.error(
            "container-permission",
            name,
            host.user() + " may not talk to the Docker daemon",
            "`sudo usermod -aG docker " + host.user() + "`, then log in again; or use podman")
        : Problems.error(
            "container-runtime-down",
            name,
            name + " does not work: " + said,
            "`sudo systemctl start " + name + "`");
  }
}
