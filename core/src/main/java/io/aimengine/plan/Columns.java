package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Model;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the columns of a catalog's recipes say, each read once: a catalog never changes, and one of
/// ten thousand recipes is planned against again and again.
final class Columns {
  private final Map<Key, Candidate> read = new ConcurrentHashMap<>();

  private record Key(String recipe, String engine, int gpus) {}

  /// The candidate of a column before a manifest's wishes are laid over it.
  Candidate candidate(RecipeColumn column, Model model, Accelerator accelerator) {
    var key = new Key(column.recipe().id(), column.engine().label(), column.gpuCount());
    return read.computeIfAbsent(key, _ -> column.candidate(model, accelerator));
  }
}
