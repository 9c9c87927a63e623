package io.aimengine.gateway.routing;

/// What is known of one replica while it lives. Guarded by its endpoint's lock.
final class Seat {
  private final long hash;
  private final PrefixMemory memory = new PrefixMemory(PrefixMemory.CAPACITY);
  final Breaker breaker = new Breaker();
  final RecentOutcomes recent = new RecentOutcomes();
  private Replica replica;
  private EngineLoad engine = EngineLoad.UNKNOWN;
  private int outstanding;
  private long pendingBytes;

  Seat(Replica replica) {
    this.replica = replica;
    this.hash = Hash64.of(replica.id());
  }

  Replica replica() {
    return replica;
  }

  /// A replica at another address is another process: its cache is empty.
  void update(Replica now) {
    if (!now.host().equals(replica.host()) || now.port() != replica.port()) {
      memory.forget();
    }
    replica = now;
  }

  void observe(EngineLoad load) {
    engine = load;
  }

  EngineLoad engine() {
    return engine;
  }

  int outstanding() {
    return outstanding;
  }

  boolean isReady() {
    return replica.state() == Replica.State.READY;
  }

  Candidate candidate(Prefix prefix, long home) {
    return new Candidate(
        replica,
        outstanding,
        pendingBytes,
        engine,
        memory.known(prefix),
        Candidate.affinity(home, hash));
  }

  /// `work` is what of the prompt it has not cached, in bytes.
  Breaker.Trial sent(Prefix prefix, long work, long now) {
    outstanding++;
    pendingBytes += work;
    memory.remember(prefix);
    return breaker.sent(now);
  }

  /// The first token of a request is there, or will never be.
  void worked(long work) {
    pendingBytes -= work;
  }

  void ended(Breaker.Trial trial, Outcome outcome, long now) {
    outstanding--;
    recent.add(outcome, now);
    breaker.ended(trial, outcome, now);
    if (outcome == Outcome.UNREACHABLE) {
      memory.forget();
    }
  }
}
