package io.aimengine.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What the columns of a catalog's recipes say, each read once: a catalog never changes, and one of
/// ten thousand recipes is planned against again and again.
final class Columns {
  private final Map<String, List<Candidate>> read = new ConcurrentHashMap<>();
  private final Map<Here, MemoryEstimate> memory = new ConcurrentHashMap<>();

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

  /// The candidates of a model's recipes before a manifest's wishes are laid over them, by label.
  List<Candidate> of(String model, Supplier<List<Candidate>> reader) {
    var known = read.get(model);
    return known == null
        ? read.computeIfAbsent(
            model, _ -> reader.get().stream().sorted(Candidate.BY_LABEL).toList())
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
    var columns = read.getOrDefault(candidate.model().id(), List.of());
    var place = Collections.binarySearch(columns, candidate, Candidate.BY_LABEL);
    return place >= 0 && columns.get(place) == candidate;
  }
}
