package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Recipe.Evidence;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The published or measured figures of a recipe, with where each is from.
final class Evidences {
  private Evidences() {}

  static JsonNode json(List<Evidence> evidence) {
    var all = JsonNodeFactory.instance.arrayNode();
    for (var one : evidence) {
      all.addObject()
          .put("gpu_count", one.gpuCount())
          .put("engine", one.engine().id())
          .put("engine_version", one.engineVersion())
          .put("image", one.image())
          .put("input_tokens", one.inputTokens())
          .put("output_tokens", one.outputTokens())
          .put("concurrency", one.concurrency())
          .put("tokens_per_second", one.tokensPerSecond())
          .put("note", one.note())
          .put("source", one.source());
    }
    return all;
  }

  /// The best figure in full and how many more there are.
  static void print(List<Evidence> evidence, Terminal terminal) {
    evidence.stream()
        .max(Comparator.comparingDouble(Evidence::tokensPerSecond))
        .ifPresent(best -> {
          terminal.paragraph("  evidence  ", figure(best));
          terminal.paragraph("            ", "source: " + best.source());
          if (evidence.size() > 1) {
            terminal.paragraph("            ", evidence.size() - 1 + " more with -o json");
          }
        });
  }

  private static String figure(Evidence one) {
    var where =
        String.format(
            Locale.ROOT,
            "%,.0f tokens/s on %d GPU%s with %s %s, %,d tokens in and %,d out",
            one.tokensPerSecond(),
            one.gpuCount(),
            one.gpuCount() == 1 ? "" : "s",
            one.engine().id(),
            one.engineVersion(),
            one.inputTokens(),
            one.outputTokens());
    var load =
        one.concurrency() > 0 ? String.format(Locale.ROOT, ", %,d at once", one.concurrency()) : "";
    return where + load + (one.note().isEmpty() ? "" : "; " + one.note());
  }
}
