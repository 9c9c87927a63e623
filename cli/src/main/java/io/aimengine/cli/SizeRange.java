package io.aimengine.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of parameter counts as people write it: `<40B`, `>=7B`, `7B-40B`, or `8B`, which means
/// within five percent.
record SizeRange(double least, double most) {
  private static final double ABOUT = 0.05;
  private static final String NUMBER = "(\\d+(?:\\.\\d+)?)\\s*([KMBT]?)";
  private static final Pattern ONE = Pattern.compile("(<=|>=|<|>|=)?\\s*" + NUMBER);
  private static final Pattern TWO = Pattern.compile(NUMBER + "\\s*(?:-|\\.\\.)\\s*" + NUMBER);

  static Optional<SizeRange> parse(String text) {
    var plain = text.strip().toUpperCase(Locale.ROOT);
    var two = TWO.matcher(plain);
    if (two.matches()) {
      return Optional.of(
          new SizeRange(count(two.group(1), two.group(2)), count(two.group(3), two.group(4))));
    }
    var one = ONE.matcher(plain);
    if (!one.matches()) {
      return Optional.empty();
    }
    var count = count(one.group(2), one.group(3));
    var sign = one.group(1) == null ? "" : one.group(1);
    return Optional.of(
        switch (sign) {
          case "<" -> new SizeRange(0, Math.nextDown(count));
          case "<=" -> new SizeRange(0, count);
          case ">" -> new SizeRange(Math.nextUp(count), Double.MAX_VALUE);
          case ">=" -> new SizeRange(count, Double.MAX_VALUE);
          default -> new SizeRange(count * (1 - ABOUT), count * (1 + ABOUT));
        });
  }

  /// A number without a unit counts billions: nobody serves a model of eight weights.
  private static double count(String number, String unit) {
    return Double.parseDouble(number)
        * switch (unit) {
          case "K" -> 1e3;
          case "M" -> 1e6;
          case "T" -> 1e12;
          default -> 1e9;
        };
  }

  boolean holds(long parameters) {
    return parameters >= least && parameters <= most;
  }
}
