package io.aimengine.scale;

import java.util.Optional;

/// How many replicas there should be and the sentence that explains it; `refused` is what was
/// wanted beyond that and why it cannot be.
public record Decision(int replicas, String why, Optional<String> refused, History history) {}
