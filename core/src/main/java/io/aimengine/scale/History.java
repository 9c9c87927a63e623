package io.aimengine.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The wishes of the last while; `busy` is when a request was last seen, `since` when looking
/// began.
public record History(Instant since, Instant busy, List<Wish> wishes) {
  public History {
    wishes = List.copyOf(wishes);
  }

  /// Nothing seen yet: whoever begins to look waits a whole delay before shrinking.
  public static History begin(Instant now) {
    return new History(now, now, List.of());
  }

  History with(Wish wish, boolean idle, Duration longest) {
    var kept = new ArrayList<Wish>();
    wishes.stream().filter(w -> !w.at().isBefore(wish.at().minus(longest))).forEach(kept::add);
    kept.add(wish);
    return new History(since, idle ? busy : wish.at(), kept);
  }

  /// The least that was wished for all the time of a window that has been watched whole.
  Optional<Wish> least(Instant now, Duration window) {
    return watched(now, window)
        ? inside(now, window).reduce((a, b) -> b.replicas() <= a.replicas() ? b : a)
        : Optional.empty();
  }

  Optional<Wish> most(Instant now, Duration window) {
    return watched(now, window)
        ? inside(now, window).reduce((a, b) -> b.replicas() >= a.replicas() ? b : a)
        : Optional.empty();
  }

  private boolean watched(Instant now, Duration window) {
    return !since.isAfter(now.minus(window));
  }

  private Stream<Wish> inside(Instant now, Duration window) {
    return wishes.stream().filter(wish -> !wish.at().isBefore(now.minus(window)));
  }
}
