package io.aimengine.embedded.model;

/// What the engine is doing: requests computed and waiting, and the share [0,1] of the KV cache
/// that running requests hold.
public record Load(int running, int waiting, double kvCacheUsage) {}
