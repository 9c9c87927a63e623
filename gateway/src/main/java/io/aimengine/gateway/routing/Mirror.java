package io.aimengine.gateway.routing;

/// Copies of `percent` of an endpoint's requests go to the variant of this name; their answers are
/// thrown away.
public record Mirror(String variant, int percent) {
  public Mirror {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("mirror " + percent + " percent");
    }
  }
}
