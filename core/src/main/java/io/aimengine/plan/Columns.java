package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the columns of a catalog's recipes say, each read once: a catalog never changes, and one of
/// ten thousand recipes is planned against again and again.
final class Columns {
  private final Map<Key, Candidate> read = new ConcurrentHashMap<>();
  private final Map<Here, MemoryEstimate> memory = new ConcurrentHashMap<>();

  private record Key(String recipe, EngineVersion engine, int gpus) {
    /// An engine version is a large record, of which a catalog has one.
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Key(var id, var version, var count)
          && engine == version
          && gpus == count
          && recipe.equals(id);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * recipe.hashCode() + System.identityHashCode(engine)) + gpus;
    }
  }

  /// This very candidate on devices of a size.
  private record Here(Candidate candidate, double memoryGib) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Here(var same, var size) && candidate == same && memoryGib == size;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(candidate) + Double.hashCode(memoryGib);
    }
  }

  /// The candidate of a column before a manifest's wishes are laid over it.
  Candidate candidate(RecipeColumn column, Model model, Accelerator accelerator) {
    var key = new Key(column.recipe().id(), column.engine(), column.gpuCount());
    var known = read.get(key);
    return known == null
        ? read.computeIfAbsent(key, _ -> column.candidate(model, accelerator))
        : known;
  }

  /// What a candidate takes there: computed once for one that is as its column says, each time for
  /// any other.
  MemoryEstimate memory(Candidate candidate, double memoryGib) {
    var key = new Here(candidate, memoryGib);
    var known = memory.get(key);
    if (known != null) {
      return known;
    }
    var estimate = MemoryModel.estimate(MemoryInputs.of(candidate, memoryGib));
    if (isColumn(candidate)) {
      memory.put(key, estimate);
    }
    return estimate;
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isColumn(Candidate candidate) {
    var key = new Key(candidate.name(), candidate.engine(), candidate.gpuCount());
    return read.get(key) == candidate;
  }
}
