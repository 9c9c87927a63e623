package io.aimengine.local.lease;

/// What an endpoint asks for: `count` devices, each with `fraction` of its memory unused.
/// `deviceType` is for messages: `MI300X`, or `MI300X (cpx_nps4)`.
public record LeaseRequest(
    String endpoint, String deviceType, int count, double fraction, Holder holder) {
  public LeaseRequest {
    if (count < 1 || fraction <= 0 || fraction > 1) {
      throw new IllegalArgumentException(count + " devices, fraction " + fraction);
    }
  }
}
