package io.aimengine.local.hardware;

/// What the machine, or the container we run in, offers without a GPU. `cores` respects CPU quotas
/// and affinity; `availableBytes` is what could be taken now without swapping.
public record Cpu(double cores, long memoryBytes, long availableBytes) {}
