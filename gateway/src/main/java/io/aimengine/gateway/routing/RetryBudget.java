package io.aimengine.gateway.routing;

/// How often a second attempt may be made: every request earns a fifth of one, up to ten saved, so
/// that an outage is not made worse by retries.
final class RetryBudget {
  static final double EARNED = 0.2;
  static final double MOST = 10;

  private double saved = MOST;

  void earn() {
    saved = Math.min(MOST, saved + EARNED);
  }

  boolean spend() {
    if (saved < 1) {
      return false;
    }
    saved -= 1;
    return true;
  }
}
