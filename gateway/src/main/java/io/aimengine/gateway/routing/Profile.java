package io.aimengine.gateway.routing;

import java.util.List;

/// Filters, then weighted scorers, then the pick: the highest weighted sum, and of equals the one
/// with the highest affinity. The order of the candidates never matters.
record Profile(List<Filter> filters, List<Weighted> scorers) {
  record Weighted(Scorer scorer, double weight) {}

  private static final BoundedLoad BOUND = new BoundedLoad(BoundedLoad.FACTOR);

  /// For one replica, or where prompts have nothing in common.
  static final Profile LEAST_OUTSTANDING =
      new Profile(
          List.of(BOUND),
          List.of(
              new Weighted(new LeastOutstanding(BOUND), 1),
              new Weighted(new HomeAffinity(), 1),
              new Weighted(new AdapterAffinity(), 2),
              new Weighted(new QueueDepth(), 1),
              new Weighted(new KvRoom(), 0.5)));

  /// A wholly cached long prompt outweighs everything that the bound lets through.
  static final Profile PREFIX_AWARE =
      new Profile(
          List.of(BOUND),
          List.of(
              new Weighted(new FirstTokenWork(), 3),
              new Weighted(new LeastOutstanding(BOUND), 1),
              new Weighted(new HomeAffinity(), 1),
              new Weighted(new AdapterAffinity(), 2),
              new Weighted(new QueueDepth(), 1),
              new Weighted(new KvRoom(), 0.5)));

  Profile {
    filters = List.copyOf(filters);
    scorers = List.copyOf(scorers);
  }

  static Profile of(Policy policy, int replicas) {
    return switch (policy) {
      case AUTOMATIC -> replicas >= 2 ? PREFIX_AWARE : LEAST_OUTSTANDING;
      case LEAST_OUTSTANDING -> LEAST_OUTSTANDING;
      case PREFIX_AWARE -> PREFIX_AWARE;
    };
  }

  /// One of the crowd, which is not empty.
  Candidate pick(Crowd crowd) {
    var inside = crowd;
    for (var filter : filters) {
      inside = kept(filter, inside);
    }
    Candidate best = inside.candidates().getFirst();
    var most = total(best, inside);
    for (var candidate : inside.candidates()) {
      var sum = total(candidate, inside);
      if (sum > most || (sum == most && candidate.affinity() > best.affinity())) {
        best = candidate;
        most = sum;
      }
    }
    return best;
  }

  private static Crowd kept(Filter filter, Crowd crowd) {
    var kept = crowd.candidates().stream().filter(c -> filter.keeps(c, crowd)).toList();
    return kept.isEmpty() ? crowd : crowd.with(kept);
  }

  private double total(Candidate candidate, Crowd crowd) {
    var sum = 0.0;
    for (var weighted : scorers) {
      sum += weighted.weight() * weighted.scorer().score(candidate, crowd);
    }
    return sum;
  }
}
