package io.aimengine.render;

/// Two releases that share an endpoint's requests, by the value of `Labels.RELEASE` on their pods:
/// `percent` of them (0 to 100) go to the canary.
public record TrafficSplit(String stable, String canary, int percent) {
  public TrafficSplit {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(percent + " %");
    }
  }
}
