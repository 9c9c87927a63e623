package io.aimengine.local.run;

/// Keeps the devices that an endpoint leases for as long as one more process lives. Without it a
/// lease would end with the command that took it, while the engine still fills the device.
public interface DeviceHold {
  /// For endpoints without devices.
  DeviceHold NONE = (endpoint, process) -> {};

  void keepFor(String endpoint, ProcessId process);
}
