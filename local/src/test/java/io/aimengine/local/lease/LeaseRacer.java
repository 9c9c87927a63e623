package io.aimengine.local.lease;

import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.HardwareProbe;
import io.aimengine.local.hardware.HostTree;
import io.aimengine.local.hardware.ProcessRunner;
import io.aimengine.local.lease.LeaseResult.Leased;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// A process that takes and gives back two devices over and over, and fails when anyone else has
/// one of them meanwhile. Arguments: folder of the fake machine, state folder, name, rounds. With 0
/// rounds it takes the devices and waits to be killed.
final class LeaseRacer {
  private LeaseRacer() {}

  public static void main(String[] args) throws Exception {
    var machine =
        new HardwareProbe(new HostTree(Path.of(args[0])), Map.of(), new ProcessRunner()).read();
    var leases = new DeviceLeases(Path.of(args[1]), Clock.systemUTC());
    var request = new LeaseRequest(args[2], "MI300X", 2, 0.92, Holder.self());
    var rounds = Integer.parseInt(args[3]);
    for (int won = 0; won < rounds || rounds == 0; ) {
      if (leases.acquire(request, machine.gpus()) instanceof Leased(_, var gpus)) {
        if (rounds == 0) {
          System.out.println("holding");
          Thread.sleep(60_000);
        }
        useAlone(Path.of(args[1]), gpus);
        leases.release(args[2]);
        won++;
      }
    }
  }

  /// Fails when a marker is there already.
  private static void useAlone(Path folder, List<Gpu> gpus) throws Exception {
    for (var gpu : gpus) {
      Files.createFile(folder.resolve("in-use-" + gpu.id()));
    }
    Thread.sleep(1);
    for (var gpu : gpus) {
      Files.delete(folder.resolve("in-use-" + gpu.id()));
    }
  }
}
