package io.aimengine.gateway.routing;

import java.util.Collection;

/// Ejects a replica whose requests fail while its neighbours' do not: at least half of ten or more
/// in the last half minute, and twice its neighbours' share. At most half of the replicas are out
/// for this, so never all.
final class Outliers {
  private static final int FEWEST = 10;
  private static final double SHARE = 0.5;

  private Outliers() {}

  static void judge(Seat suspect, Collection<Seat> all, long now) {
    if (suspect.recent.all(now) >= FEWEST
        && suspect.recent.failureRatio(now) >= SHARE
        && suspect.recent.failureRatio(now) >= 2 * ofOthers(suspect, all, now)
        && mayGo(all, now)) {
      suspect.breaker.open(now);
      suspect.recent.clear();
    }
  }

  private static double ofOthers(Seat suspect, Collection<Seat> all, long now) {
    return all.stream()
        .filter(seat -> seat != suspect)
        .mapToDouble(seat -> seat.recent.failureRatio(now))
        .average()
        .orElse(1);
  }

  private static boolean mayGo(Collection<Seat> all, long now) {
    var out = all.stream().filter(seat -> seat.breaker.state(now) != Breaker.State.CLOSED).count();
    return out + 1 <= all.size() / 2;
  }
}
