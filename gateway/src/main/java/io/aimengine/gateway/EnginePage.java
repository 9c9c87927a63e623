package io.aimengine.gateway;

import io.aimengine.gateway.routing.EngineLoad;
import io.aimengine.metrics.Snapshot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What an engine's metrics page says of how busy it is.
final class EnginePage {
  private static final String ADAPTERS = "vllm:lora_requests_info{";
  private static final String RUNNING = "running_lora_adapters=\"";

  private EnginePage() {}

  /// `names` are the engine's own for `running`, `waiting` and `kv_use`.
  static EngineLoad read(Map<String, String> names, String page) {
    var seen = Snapshot.of(names, page);
    return new EngineLoad(
        seen.running().orElse(0.0),
        seen.waiting().orElse(0.0),
        seen.kvUse().orElse(0.0),
        adapters(page));
  }

  /// vLLM keeps a sample of each combination that it ever ran; its value is when that was last so.
  private static Set<String> adapters(String page) {
    return page.lines()
        .filter(line -> line.startsWith(ADAPTERS) && line.contains(RUNNING))
        .max(Comparator.comparingDouble(EnginePage::value))
        .map(line -> line.substring(line.indexOf(RUNNING) + RUNNING.length()))
        .map(rest -> rest.substring(0, Math.max(0, rest.indexOf('"'))))
        .map(list -> Arrays.stream(list.split(",", -1)).map(String::strip))
        .map(names -> names.filter(name -> !name.isEmpty()).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static double value(String line) {
    try {
      return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
