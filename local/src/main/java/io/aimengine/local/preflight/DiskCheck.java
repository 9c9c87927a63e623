package io.aimengine.local.preflight;

import java.util.List;

/// Room for the weights that are still to come.
final class DiskCheck implements Check {
  private static final long SPARE = 1L << 30;

  private final Host host;

  DiskCheck(Host host) {
    this.host = host;
  }

  @Override
  public List<Finding> look(Situation situation) {
    var name = "disk";
    var disk = host.disks().of(situation.cache());
    if (disk.isEmpty()) {
      return List.of();
    }
    var usable = disk.get().usable();
    var where = situation.cache().toString();
    if (usable >= situation.cacheBytes() + SPARE) {
      return List.of(Finding.ok(name, Problems.gib(usable) + " free for " + where));
    }
    var message =
        "%s has %s free, %s are to be downloaded (and 1 GiB is left spare)"
            .formatted(where, Problems.gib(usable), Problems.gib(situation.cacheBytes()));
    var fix =
        "`aim-engine cache remove MODEL`, or another folder with --cache-dir DIR (AIM_CACHE_DIR)";
    return List.of(Finding.of(name, Problems.error("disk-full", where, message, fix)));
  }
}
