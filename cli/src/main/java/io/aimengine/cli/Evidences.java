package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Recipe.Evidence;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The published or measured figures of a recipe, with where each is from.
record Evidences(List<Evidence> all) {

  ArrayNode json() {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var one : all) {
      array
          .addObject()
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
    return array;
  }

  /// The best figure in full and how many more there are.
  void print(Terminal terminal) {
    best()
        .ifPresent(best -> {
          terminal.paragraph("  evidence  ", figure(best));
          terminal.paragraph("            ", "source: " + best.source());
          if (all.size() > 1) {
            terminal.paragraph("            ", all.size() - 1 + " more with -o json");
          }
        });
  }

  /// One cell of a table: how many, the best one and its source, without the address.
  @Override
  public String toString() {
    return best()
        .map(best ->
            String.format(
                Locale.ROOT,
                "%d, up to %,.0f tokens/s on %d GPU%s (%s)",
                all.size(),
                best.tokensPerSecond(),
                best.gpuCount(),
                best.gpuCount() == 1 ? "" : "s",
                best.source().replaceFirst(":? https?://.*", "")))
        .orElse("");
  }

  private Optional<Evidence> best() {
    return all.stream().max(Comparator.comparingDouble(Evidence::tokensPerSecond));
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
