package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.local.run.EndpointStatus;
import io.aimengine.local.run.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/// The endpoints of this machine, as rows.
final class Running {
  private Running() {}

  /// Which endpoints are shown.
  enum Which {
    CURRENT,
    ALL
  }

  /// Those that run or failed; the stopped ones too with `Which.ALL`.
  static Table table(App app, Which which) {
    var table =
        new Table(
            "Nothing runs here. Try: aim-engine launch HuggingFaceTB/SmolLM2-135M-Instruct",
            "Name",
            "Model",
            "Phase",
            "Engine",
            "Hardware",
            "GPUs",
            "URL",
            "Age");
    for (var status : app.runtime().list()) {
      if (which == Which.CURRENT && status.phase() == Phase.STOPPED) {
        continue;
      }
      var summary = status.spec().summary();
      table.row(
          json(status, app.clock()),
          status.name(),
          summary.model(),
          status.phase().label(),
          summary.engine() + " " + summary.engineVersion(),
          summary.hardware(),
          summary.gpuCount(),
          status.isRunning() ? status.url() : "-",
          age(status, app.clock()));
    }
    return table;
  }

  static ObjectNode json(EndpointStatus status, Clock clock) {
    var spec = status.spec();
    var summary = spec.summary();
    var object =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", status.name())
            .put("status", status.phase().name().toLowerCase(Locale.ROOT))
            .put("model", summary.model())
            .put("recipe_id", summary.recipe())
            .put("engine", summary.engine())
            .put("engine_version", summary.engineVersion())
            .put("backend", summary.engine())
            .put("runtime", spec.runtime().name().toLowerCase(Locale.ROOT))
            .put("hardware", summary.hardware())
            .put("precision", summary.precision())
            .put("gpu_count", summary.gpuCount())
            .put("context", summary.context())
            .put("endpoint_url", status.url())
            .put("port", spec.serving().port())
            .put("restarts", status.state().restarts())
            .put("last_error", status.state().lastError())
            .put("since", status.state().since().toString())
            .put(
                "age_seconds",
                Duration.between(status.state().since(), clock.instant()).toSeconds());
    status.supervisor().ifPresent(id -> object.put("supervisor_pid", id.pid()));
    status.engine().ifPresent(id -> object.put("engine_pid", id.pid()));
    status.state().exitCode().ifPresent(code -> object.put("exit_code", code));
    if (!spec.devices().isEmpty()) {
      var devices = object.putArray("devices");
      spec.devices().forEach(devices::add);
    }
    return object;
  }

  static String age(EndpointStatus status, Clock clock) {
    return human(Duration.between(status.state().since(), clock.instant()));
  }

  /// `42s`, `7m`, `3h`, `5d`.
  static String human(Duration duration) {
    var seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }
}
