package io.aimengine.canary;

import io.aimengine.metrics.Traffic;
import java.time.Instant;

/// What was seen of a canary and of the last good release beside it since `since`. `wanted` and
/// `ready` are the canary's replicas, `restarts` how often one of its engines ended meanwhile.
public record Trial(
    Instant since,
    Instant now,
    Traffic canary,
    Traffic stable,
    int wanted,
    int ready,
    int restarts) {}
