package io.aimengine.store;

/// One file of a stored artifact; `path` is relative to the artifact's folder, with `/`.
public record StoredFile(String path, long bytes, String sha256) {}
