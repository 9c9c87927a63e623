package io.aimengine.benchmarks.routing;

/// A way to choose replicas, which are counted from 0. Time is in seconds.
interface Rule {
  int choose(Arrival arrival, double now);

  /// The first token of an answer is there.
  default void answering(Arrival arrival) {}

  /// The answer to an arrival has ended.
  default void ended(Arrival arrival, int replica, double now) {}

  /// What the engines' metrics said last.
  default void observed(int replica, int running, int waiting, double now) {}

  /// One rule, made anew for each run.
  interface Maker {
    Rule make(int replicas);
  }
}
