package io.aimengine.operator;

/// How an operator runs. `watched` is the one namespace it sees, "" for all. `leases` is the
/// namespace of the Lease that the replicas hold an election by, "" for a lone operator, and
/// `identity` is what this replica is called there.
public record OperatorSettings(String watched, String leases, String identity) {
  /// The Lease's name, the reference's.
  public static final String LEASE = "aim-engine-operator.aim.engine.amd.com";

  public OperatorSettings {
    if (!leases.isEmpty() && identity.isEmpty()) {
      throw new IllegalArgumentException("who stands for election has a name");
    }
  }

  /// One operator that sees all namespaces.
  public static OperatorSettings alone() {
    return new OperatorSettings("", "", "");
  }

  public OperatorSettings watching(String namespace) {
    return new OperatorSettings(namespace, leases, identity);
  }

  public OperatorSettings electing(String namespace, String name) {
    return new OperatorSettings(watched, namespace, name);
  }

  boolean elects() {
    return !leases.isEmpty();
  }

  boolean seesAll() {
    return watched.isEmpty();
  }
}
