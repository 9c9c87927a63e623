package io.aimengine.plan;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// Kubernetes quantities: `95500m`, `2Ti`, `1056762164Ki`.
final class Quantities {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)([A-Za-z]{0,2})");
  private static final Map<String, Double> UNITS =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("m", 1e-3),
          Map.entry("k", 1e3),
          Map.entry("M", 1e6),
          Map.entry("G", 1e9),
          Map.entry("T", 1e12),
          Map.entry("Ki", 0x1p10),
          Map.entry("Mi", 0x1p20),
          Map.entry("Gi", 0x1p30),
          Map.entry("Ti", 0x1p40));

  private Quantities() {}

  static OptionalDouble parse(String text) {
    var match = FORM.matcher(text.strip());
    var unit = match.matches() ? UNITS.get(match.group(2)) : null;
    return unit == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(new BigDecimal(match.group(1)).doubleValue() * unit);
  }
}
