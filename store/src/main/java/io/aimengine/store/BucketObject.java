package io.aimengine.store;

/// An object of a bucket as a listing shows it.
record BucketObject(String key, long bytes, String tag) {}
