package io.aimengine.gateway.keys;

import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/// Tokens, prompt and completion together, that a key may use in each period.
public record Budget(long tokens, Period period) {
  public Budget {
    if (tokens < 1) {
      throw new IllegalArgumentException("a budget of " + tokens + " tokens");
    }
  }

  /// In UTC.
  public enum Period {
    DAY,
    MONTH;

    /// The first day of the period that this day is in.
    public LocalDate start(LocalDate day) {
      return switch (this) {
        case DAY -> day;
        case MONTH -> day.withDayOfMonth(1);
      };
    }

    /// The first day of the next period.
    public LocalDate end(LocalDate day) {
      return switch (this) {
        case DAY -> day.plusDays(1);
        case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
      };
    }
  }
}
