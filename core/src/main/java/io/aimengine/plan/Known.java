package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Measurement;
import io.aimengine.plan.Settings.Draft;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the catalog knows beyond a candidate's own model: its draft model, and what an engine
/// measured of the same configuration.
final class Known {
  private final Catalog catalog;
  private final Map<String, List<Measurement>> measurements = new HashMap<>();

  Known(Catalog catalog) {
    this.catalog = catalog;
  }

  Candidate of(Candidate candidate) {
    var extras = candidate.settings().extras();
    var draft = extras.draft().map(this::draft);
    var measured = measured(candidate);
    return draft.equals(extras.draft()) && measured.isEmpty()
        ? candidate
        : candidate.with(candidate.settings().with(extras.with(draft, measured)));
  }

  private Draft draft(Draft draft) {
    var model =
        draft.model().isEmpty()
            ? Optional.<io.aimengine.catalog.Model>empty()
            : catalog.model(draft.model());
    return new Draft(draft.method(), draft.model(), draft.tokens(), model);
  }

  /// The same checkpoint, engine version, accelerator and division among GPUs; of several the one
  /// with the same settings.
  private Optional<Measurement> measured(Candidate candidate) {
    var all = measurements.computeIfAbsent(candidate.checkpoint().id(), catalog::measurements);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    var settings = candidate.settings();
    return all.stream()
        .filter(m -> m.engine() == candidate.engine().engine())
        .filter(m -> m.engineVersion().equals(candidate.engine().version()))
        .filter(m -> m.accelerator().equalsIgnoreCase(candidate.accelerator().name()))
        .filter(m -> m.tensorParallel() == settings.tensorParallel())
        .filter(m -> m.pipelineParallel() == settings.pipelineParallel())
        .filter(m -> m.dataParallel() == settings.dataParallel())
        .min(
            Comparator.comparing(
                m -> !new Correction(m, candidate.engine().engine(), settings).exact()));
  }
}
