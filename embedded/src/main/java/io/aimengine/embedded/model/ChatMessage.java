package io.aimengine.embedded.model;

/// One turn of a conversation.
public record ChatMessage(String role, String content) {}
