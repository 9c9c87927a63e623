package io.aimengine.spec;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An amount as Kubernetes writes it: `500m`, `16Gi`, `1.5`, `1e3`. `text` is kept for objects that
/// carry it on; `value` is in units (cores, bytes).
public record Quantity(String text, BigDecimal value) implements Comparable<Quantity> {
  private static final Pattern FORM =
      Pattern.compile(
          "\\+?([0-9]{1,18}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})(?:[eE]([+-]?[0-9]{1,2})|([numkMGTPE]|[KMGTPE]i))?");

  private static final Map<String, BigDecimal> DECIMAL =
      Map.of(
          "n", BigDecimal.ONE.movePointLeft(9),
          "u", BigDecimal.ONE.movePointLeft(6),
          "m", BigDecimal.ONE.movePointLeft(3),
          "k", BigDecimal.ONE.movePointRight(3),
          "M", BigDecimal.ONE.movePointRight(6),
          "G", BigDecimal.ONE.movePointRight(9),
          "T", BigDecimal.ONE.movePointRight(12),
          "P", BigDecimal.ONE.movePointRight(15),
          "E", BigDecimal.ONE.movePointRight(18));

  /// Nothing for what Kubernetes would refuse, and for negative amounts.
  public static Optional<Quantity> parse(String text) {
    var m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(m.group(1));
    var exponent = m.group(2);
    var value =
        exponent == null
            ? number.multiply(factor(m.group(3)))
            : number.scaleByPowerOfTen(Integer.parseInt(exponent));
    return Optional.of(new Quantity(text, value.stripTrailingZeros()));
  }

  private static BigDecimal factor(@Nullable String suffix) {
    if (suffix == null) {
      return BigDecimal.ONE;
    }
    var decimal = DECIMAL.get(suffix);
    return decimal != null
        ? decimal
        : BigDecimal.valueOf(1024).pow("KMGTPE".indexOf(suffix.charAt(0)) + 1);
  }

  /// Bytes of a memory or storage amount, rounded up; the largest long when it is larger.
  public long bytes() {
    var max = BigDecimal.valueOf(Long.MAX_VALUE);
    return value.min(max).setScale(0, java.math.RoundingMode.CEILING).longValueExact();
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /// `1Gi` and `1024Mi` are the same amount.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quantity q && value.equals(q.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
