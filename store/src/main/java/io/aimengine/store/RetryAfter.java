package io.aimengine.store;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Reads a Retry-After header: seconds, or a date.
final class RetryAfter {
  private RetryAfter() {}

  /// Empty when the header is missing or makes no sense.
  static Optional<Duration> parse(Optional<String> header, Clock clock) {
    return header.map(String::strip).flatMap(text -> duration(text, clock));
  }

  private static Optional<Duration> duration(String text, Clock clock) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), at);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
