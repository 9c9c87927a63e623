package io.aimengine.plan;

import java.util.Optional;
import java.util.stream.Collectors;

/// Enough free devices on one node, and on all nodes for every replica.
record DevicesRule() implements Rule {
  static final String ABSENT = "devices.absent";

  @Override
  public String name() {
    return "devices are there and free";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var site = situation.site();
    var wanted = candidate.gpuCount();
    var replicas = situation.wanted().replicas();
    if (site.room(wanted) >= Math.max(1, replicas)) {
      return Optional.empty();
    }
    var what = wanted + " x " + candidate.accelerator().name();
    if (site.spots().isEmpty()) {
      return Optional.of(new Objection(ABSENT, "wants " + what + ", there is none"));
    }
    if (site.largest() < wanted) {
      return Optional.of(
          new Objection("devices.too-few", "wants " + what + " on one node; " + spots(site)));
    }
    if (site.place(wanted).isEmpty()) {
      return Optional.of(new Objection("devices.busy", "wants " + what + "; " + spots(site)));
    }
    return Optional.of(
        new Objection(
            "devices.replicas",
            replicas
                + " replicas want "
                + what
                + " each, there is room for "
                + site.room(wanted)
                + "; "
                + spots(site)));
  }

  private static String spots(Site site) {
    var shown =
        site.spots().stream()
            .limit(4)
            .map(s -> s.free() + " of " + s.total() + " free on " + s.node())
            .collect(Collectors.joining(", "));
    var more = site.spots().size() - 4;
    return more > 0 ? shown + " and " + more + " more nodes" : shown;
  }
}
