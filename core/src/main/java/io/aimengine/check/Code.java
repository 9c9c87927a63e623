package io.aimengine.check;

import io.aimengine.api.Problem.Severity;

/// A kind of finding: its stable code, how much it usually weighs, and one sentence on what it
/// means; `docs/reference/checks.md` has a bad and a good example of each.
public record Code(String id, Severity severity, String title) {}
