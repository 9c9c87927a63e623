package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds every rule against a candidate on each kind of device that it could run on.
final class Judge {
  private final Wanted wanted;
  private final Inventory inventory;
  private final Rule[] rules;
  private final Columns columns;
  private final Map<String, List<Site>> sites = new HashMap<>();
  private final Map<String, Checkpoint> named = new HashMap<>();

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
    this(wanted, inventory, rules, new Columns());
  }

  /// `columns` know what memory the catalog's own candidates take.
  Judge(Wanted wanted, Inventory inventory, List<Rule> rules, Columns columns) {
    this.columns = columns;
    this.wanted = wanted;
    this.inventory = inventory;
    this.rules = rules.toArray(Rule[]::new);
  }

  /// The verdict on the first kind that is accepted, else on the first kind.
  Judged judge(Candidate candidate) {
    var kinds =
        sites.computeIfAbsent(
            candidate.accelerator().name(), _ -> Site.of(inventory, candidate.accelerator()));
    var first = judge(candidate, kinds.getFirst());
    if (first.accepted() || kinds.size() == 1) {
      return first;
    }
    return kinds.stream()
        .skip(1)
        .map(site -> judge(candidate, site))
        .filter(Judged::accepted)
        .findFirst()
        .orElse(first);
  }

  private Judged judge(Candidate candidate, Site site) {
    var memory = columns.memory(candidate, site.memoryGib());
    var situation = new Situation(wanted, named(candidate), site, memory);
    var objections = new ArrayList<Objection>();
    for (var rule : rules) {
      var objection = rule.judge(candidate, situation);
      if (objection.isPresent()) {
        objections.add(objection.get());
      }
    }
    return new Judged(new Verdict(candidate, memory, objections), site);
  }

  private Checkpoint named(Candidate candidate) {
    return named.computeIfAbsent(
        candidate.model().id(), _ -> Checkpoints.named(candidate.model(), wanted.model()));
  }
}
