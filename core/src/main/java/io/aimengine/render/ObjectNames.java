package io.aimengine.render;

import io.aimengine.spec.Names;

/// Names of an endpoint's objects. Most kinds take whatever an endpoint may be called; a Service
/// also wants a letter first (DNS-1035), and what is called like it.
public final class ObjectNames {
  private ObjectNames() {}

  /// The Service's name: the endpoint's own, or one made of it where that starts with a digit.
  public static String service(String endpoint) {
    return Character.isLetter(endpoint.charAt(0)) ? endpoint : Names.derive(endpoint);
  }

  /// The Service of the release that is tried.
  public static String canary(String endpoint) {
    return service(endpoint) + "-canary";
  }

  /// The Service of the last good release beside it.
  public static String stable(String endpoint) {
    return service(endpoint) + "-stable";
  }

  /// KServe calls a Service of its own like its InferenceService.
  static String inferenceService(String endpoint) {
    return service(endpoint) + "-kserve";
  }

  static String config(String endpoint) {
    return endpoint + "-config";
  }

  static String claim(String endpoint) {
    return endpoint + "-cache";
  }

  static String dashboard(String endpoint) {
    return endpoint + "-dashboard";
  }
}
