package io.aimengine.local.supervise;

import io.aimengine.local.lease.DeviceLeases;
import io.aimengine.local.lease.Holder;
import io.aimengine.local.run.DeviceHold;
import io.aimengine.local.run.ProcessId;
import io.aimengine.local.run.StateDir;
import io.aimengine.local.run.SupervisorId;
import java.time.Clock;
import java.util.List;

/// Device leases as endpoints hold them: by their supervisor, and by their engine, which may
/// outlive it.
public record LeasedDevices(StateDir stateDir) implements DeviceHold {
  @Override
  public boolean keep(String endpoint, List<String> devices, ProcessId process) {
    return leases().keep(endpoint, devices, new Holder(process, SupervisorId.currentBoot()));
  }

  @Override
  public boolean areFree(String endpoint, List<String> devices) {
    return leases().leases().stream()
        .filter(lease -> !lease.endpoint().equals(endpoint))
        .flatMap(lease -> lease.devices().stream())
        .noneMatch(devices::contains);
  }

  private DeviceLeases leases() {
    return new DeviceLeases(stateDir.root(), Clock.systemUTC());
  }
}
