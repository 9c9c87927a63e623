package io.aimengine.plan;

/// Why a rule refuses a candidate: a stable code (`memory.weights`) and a message with the numbers.
public record Objection(String code, String message) {}
