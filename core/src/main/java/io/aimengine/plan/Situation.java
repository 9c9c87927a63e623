package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.spec.Wishes;

/// What a rule knows beside the candidate: what is wanted, the checkpoint that the manifest names,
/// the devices that the candidate would run on, and its memory there.
record Situation(Wanted wanted, Checkpoint named, Site site, MemoryEstimate memory) {
  Wishes wishes() {
    return wanted.wishes();
  }
}
