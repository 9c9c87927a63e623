package io.aimengine.scale;

import java.time.Instant;

/// What one look at the figures asked for, and why.
record Wish(Instant at, int replicas, String why) {}
