package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.local.hardware.Machine;
import io.aimengine.local.lease.DeviceLeases;
import io.aimengine.plan.Inventory;
import java.util.HashSet;
import java.util.Set;

/// This machine as it is now: what it has, and what of that is leased.
record Here(Machine machine, Set<String> taken, DeviceLeases leases, Catalog catalog) {

  static Here of(App app, Catalog catalog) {
    var machine = app.hardware().read();
    var leases = new DeviceLeases(app.stateDir().root(), app.clock());
    var taken = leases.taken(machine.gpus(), Machine.DEFAULT_FRACTION);
    return new Here(machine, taken, leases, catalog);
  }

  Inventory inventory() {
    return machine.toInventory(catalog, taken);
  }

  /// The same with the devices of one endpoint counted as free: it is about to be planned again.
  Inventory inventoryFor(String endpoint) {
    var others = new HashSet<>(taken);
    leases.lease(endpoint).ifPresent(own -> own.devices().forEach(others::remove));
    return machine.toInventory(catalog, others);
  }
}
