package io.aimengine.local.run;

import java.util.List;

/// Keeps the devices that an endpoint leases for as long as one more process lives. Without it a
/// lease would end with the command that took it, while the engine still fills the device.
public interface DeviceHold {
  /// False when another endpoint has some of the devices by now.
  boolean keep(String endpoint, List<String> devices, ProcessId process);

  /// Whether no other endpoint has any of the devices now.
  boolean areFree(String endpoint, List<String> devices);
}
