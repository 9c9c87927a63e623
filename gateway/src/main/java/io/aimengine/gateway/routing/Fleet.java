package io.aimengine.gateway.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All replicas of one endpoint with what is known of each, and the choice among them. Guarded by
/// its endpoint's lock.
final class Fleet {
  private final Map<String, Seat> seats = new HashMap<>();

  /// A place that was found.
  record Place(Variant variant, Seat seat, int cachedBytes) {}

  /// Replicas that are gone are forgotten; those that stay keep what is known of them.
  void update(Endpoint endpoint) {
    var now = new HashMap<String, Replica>();
    endpoint.variants().forEach(v -> v.replicas().forEach(r -> now.put(r.id(), r)));
    seats.keySet().retainAll(now.keySet());
    now.forEach(
        (id, replica) -> seats.computeIfAbsent(id, any -> new Seat(replica)).update(replica));
  }

  Optional<Seat> seat(String replica) {
    return Optional.ofNullable(seats.get(replica));
  }

  Collection<Seat> seats() {
    return seats.values();
  }

  /// The best replica that was not tried yet, of the first variant that has one.
  Optional<Place> find(
      List<Variant> order, Asked asked, Set<String> tried, Policy policy, long now) {
    for (var variant : order) {
      var place = find(variant, asked, tried, policy, now);
      if (place.isPresent()) {
        return place;
      }
    }
    return Optional.empty();
  }

  private Optional<Place> find(
      Variant variant, Asked asked, Set<String> tried, Policy policy, long now) {
    var able = able(variant, tried, now);
    if (able.isEmpty()) {
      return Optional.empty();
    }
    var prefix = asked.prefix();
    var home = asked.ask().home();
    var candidates = able.stream().map(seat -> seat.candidate(prefix, home)).toList();
    var crowd = new Crowd(candidates, prefix.totalBytes(), asked.adapter(), asked.stickiness());
    var best = Profile.of(policy, variant.replicas().size()).pick(crowd);
    return seat(best.replica().id()).map(seat -> new Place(variant, seat, best.cachedBytes()));
  }

  /// Ready and not kept away by its breaker; where breakers would leave none, all that are ready.
  private List<Seat> able(Variant variant, Set<String> tried, long now) {
    var ready = new ArrayList<Seat>(variant.replicas().size());
    var admitted = new ArrayList<Seat>(variant.replicas().size());
    for (var replica : variant.replicas()) {
      var seat = seats.get(replica.id());
      if (seat != null && seat.isReady() && !tried.contains(replica.id())) {
        ready.add(seat);
        if (seat.breaker.admits(now)) {
          admitted.add(seat);
        }
      }
    }
    return admitted.isEmpty() ? ready : admitted;
  }

  /// Where the one replica that can answer is found, draining or not.
  Optional<Place> pinned(Endpoint endpoint, String replica, Prefix prefix) {
    for (var variant : endpoint.variants()) {
      for (var candidate : variant.replicas()) {
        if (candidate.id().equals(replica)) {
          return seat(replica)
              .map(seat -> new Place(variant, seat, seat.candidate(prefix, 0).cachedBytes()));
        }
      }
    }
    return Optional.empty();
  }
}
