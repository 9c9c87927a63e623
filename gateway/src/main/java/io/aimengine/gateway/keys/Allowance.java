package io.aimengine.gateway.keys;

import java.util.Optional;
import java.util.OptionalLong;

/// How much a key may use; what is empty is not limited. Rates are per minute.
public record Allowance(
    OptionalLong requestsPerMinute, OptionalLong tokensPerMinute, Optional<Budget> budget) {
  public static final Allowance UNLIMITED =
      new Allowance(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  public Allowance {
    positive("requests per minute", requestsPerMinute);
    positive("tokens per minute", tokensPerMinute);
  }

  private static void positive(String what, OptionalLong value) {
    if (value.isPresent() && value.getAsLong() < 1) {
      throw new IllegalArgumentException(what + ": " + value.getAsLong() + " is less than 1");
    }
  }
}
