package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an endpoint's status says of how it starts, scales and does, in words; what it does not say
/// has no row.
final class LiveRows {
  private LiveRows() {}

  /// Texts by their label.
  static Map<String, String> of(JsonNode status) {
    var rows = new LinkedHashMap<String, String>();
    rows.put("Start", start(status.path("startup")));
    rows.put("Scaling", scaling(status.path("scaling")));
    rows.put("Live", live(status.path("metrics")));
    rows.values().removeIf(String::isEmpty);
    return rows;
  }

  private static String start(JsonNode startup) {
    var parts = new ArrayList<String>();
    part(parts, startup, "scheduledSeconds", "a node after %.0f s");
    part(parts, startup, "pulledSeconds", "image and volumes %.0f s");
    part(parts, startup, "downloadedSeconds", "download %.0f s");
    part(parts, startup, "loadedSeconds", "loading %.0f s");
    part(parts, startup, "compiledSeconds", "compilation and graphs %.0f s");
    part(parts, startup, "readySeconds", "%.0f s from the container's start to the first answer");
    part(parts, startup, "totalSeconds", "%.0f s in all");
    if (!startup.has("totalSeconds")) {
      forecast(parts, startup.path("forecast"));
      var until = startup.path("readyBy").asText();
      if (!until.isEmpty()) {
        parts.add("failed if not ready by " + until);
      }
    }
    return String.join(", ", parts);
  }

  private static void forecast(List<String> parts, JsonNode forecast) {
    if (forecast.has("why")) {
      var at = forecast.path("readyAt").asText("once it has a node");
      parts.add("expected ready " + at + " (" + forecast.path("why").asText() + ")");
    }
  }

  private static String scaling(JsonNode scaling) {
    var parts = new ArrayList<String>();
    part(parts, scaling, "wanted", "%.0f wanted");
    for (var field : List.of("why", "refused")) {
      if (scaling.has(field)) {
        parts.add(scaling.path(field).asText());
      }
    }
    return String.join("; ", parts);
  }

  private static String live(JsonNode metrics) {
    var parts = new ArrayList<String>();
    part(parts, metrics, "latency", "TTFT %.0f ms");
    part(parts, metrics, "throughput", "%.1f requests/s");
    share(parts, metrics, "kvCacheUtilization", "KV cache");
    share(parts, metrics, "gpuUtilization", "GPU");
    share(parts, metrics, "memoryUtilization", "memory");
    share(parts, metrics, "cpuUtilization", "CPU");
    return String.join(", ", parts);
  }

  private static void part(List<String> parts, JsonNode tree, String field, String words) {
    if (tree.path(field).isNumber()) {
      parts.add(String.format(Locale.ROOT, words, tree.path(field).asDouble()));
    }
  }

  private static void share(List<String> parts, JsonNode tree, String field, String of) {
    if (tree.path(field).isNumber()) {
      parts.add(of + " " + Math.round(tree.path(field).asDouble() * 100) + " %");
    }
  }
}
