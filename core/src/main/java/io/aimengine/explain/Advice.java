package io.aimengine.explain;

/// One thing to try or to know about a plan, with its figures: `option` is what to add to the
/// command line ("" when there is nothing to add), `source` where the figures are from.
public record Advice(String code, String text, String option, String source) {}
