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
    return new DeviceLeases(stateDir.root(), Clock.systemUTC())
        .keep(endpoint, devices, new Holder(process, SupervisorId.currentBoot()));
  }
}
