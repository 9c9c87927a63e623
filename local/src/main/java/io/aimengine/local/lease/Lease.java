package io.aimengine.local.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Devices that an endpoint holds for itself. It lasts as long as one of its holders lives: the
/// launcher at first, then the supervisor and the engine.
public record Lease(String endpoint, List<String> devices, List<Holder> holders, Instant since) {
  public Lease {
    devices = List.copyOf(devices);
    holders = List.copyOf(holders);
    if (!endpoint.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,252}")) {
      throw new IllegalArgumentException("not an endpoint name: " + endpoint);
    }
  }

  Lease with(Holder holder) {
    if (holders.contains(holder)) {
      return this;
    }
    var more = new ArrayList<>(holders);
    more.add(holder);
    return new Lease(endpoint, devices, more, since);
  }
}
