package io.aimengine.store;

import java.net.URI;
import java.util.Map;

/// Who asks, as headers for one request. They name nobody to an origin that is none of theirs.
@FunctionalInterface
interface Credentials {
  Credentials NONE = (_, _) -> Map.of();

  Map<String, String> headers(String method, URI uri) throws Transient, InterruptedException;
}
