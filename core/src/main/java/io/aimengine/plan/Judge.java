package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import java.util.List;
import java.util.Optional;

/// Holds every rule against a candidate on each kind of device that it could run on.
final class Judge {
  private final Wanted wanted;
  private final Inventory inventory;
  private final List<Rule> rules;

  /// A verdict and the devices that it is about.
  record Judged(Verdict verdict, Site site) {
    Candidate candidate() {
      return verdict.candidate();
    }

    boolean accepted() {
      return verdict.accepted();
    }
  }

  Judge(Wanted wanted, Inventory inventory, List<Rule> rules) {
    this.wanted = wanted;
    this.inventory = inventory;
    this.rules = List.copyOf(rules);
  }

  /// The verdict on the first kind that is accepted, else on the first kind.
  Judged judge(Candidate candidate) {
    var all =
        Site.of(inventory, candidate.accelerator()).stream().map(s -> judge(candidate, s)).toList();
    return all.stream().filter(Judged::accepted).findFirst().orElse(all.getFirst());
  }

  private Judged judge(Candidate candidate, Site site) {
    var memory = MemoryModel.estimate(MemoryInputs.of(candidate, site.memoryGib()));
    var situation = new Situation(wanted, named(candidate), site, memory);
    var objections =
        rules.stream()
            .map(rule -> rule.judge(candidate, situation))
            .flatMap(Optional::stream)
            .toList();
    return new Judged(new Verdict(candidate, memory, objections), site);
  }

  private Checkpoint named(Candidate candidate) {
    return Checkpoints.named(candidate.model(), wanted.model());
  }
}
