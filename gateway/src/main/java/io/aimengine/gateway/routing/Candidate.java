package io.aimengine.gateway.routing;

/// A replica as the policies see it. `outstanding` requests were sent to it by this gateway and are
/// not answered yet; those that wait for their first token have `pendingBytes` of prompt that it
/// had not cached; `cachedBytes` of this prompt are thought to be in its prefix cache, and
/// `affinity` is its rank for the request's home: the highest is the home, whatever the order of
/// the candidates (rendezvous hashing).
record Candidate(
    Replica replica,
    int outstanding,
    long pendingBytes,
    EngineLoad engine,
    int cachedBytes,
    long affinity) {

  /// `homeKey` stays the same over a conversation.
  static long affinity(long homeKey, long replicaHash) {
    return Hash64.of(homeKey, replicaHash);
  }
}
