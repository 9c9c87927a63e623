package io.aimengine.catalog;

/// Mixture of experts: `count` routed experts of `intermediate` width, `perToken` active, `shared`
/// always active; the first `denseLayers` layers are dense, and only each `every`-th layer is MoE.
public record Experts(
    int count, int perToken, int shared, int intermediate, int denseLayers, int every) {}
