package io.aimengine.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads durations: bare seconds, or numbers with units as Go and Kubernetes write them, and days.
public final class Durations {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern WEEKS = Pattern.compile("([0-9]{1,5})w");
  private static final Pattern UNITS =
      Pattern.compile("(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?");

  private Durations() {}

  /// Whole seconds only; nothing for anything else, negative ones included.
  public static Optional<Duration> parse(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    var m = UNITS.matcher(text);
    if (text.isEmpty() || !m.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(number(m.group(1)))
            .plusHours(number(m.group(2)))
            .plusMinutes(number(m.group(3)))
            .plusSeconds(number(m.group(4))));
  }

  /// The same, and whole weeks: `2w`.
  public static Optional<Duration> age(String text) {
    var weeks = WEEKS.matcher(text);
    return weeks.matches()
        ? Optional.of(Duration.ofDays(7 * Long.parseLong(weeks.group(1))))
        : parse(text);
  }

  private static long number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
