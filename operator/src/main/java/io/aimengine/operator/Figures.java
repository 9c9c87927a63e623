package io.aimengine.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Supplier;

/// Counters, gauges and histograms, printed as Prometheus reads them.
final class Figures {
  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  /// `values` by their labels, as text: `{controller="aimendpoint"}`.
  private record Family(String help, String type, Map<String, Supplier<String>> values) {}

  /// Adds to a counter.
  void add(String name, String help, double amount, String... labels) {
    counter(name, help, labels).add(amount);
  }

  DoubleAdder counter(String name, String help, String... labels) {
    var value =
        family(name, help, "counter").computeIfAbsent(braces(List.of(labels)), _ -> new Sum());
    return ((Sum) value).adder;
  }

  /// Asks for the value when it is printed.
  void gauge(String name, String help, Supplier<Double> value, String... labels) {
    family(name, help, "gauge").put(braces(List.of(labels)), () -> number(value.get()));
  }

  /// Drops one value: what it was of is gone.
  void forget(String name, String... labels) {
    var family = families.get(name);
    if (family != null) {
      family.values().remove(braces(List.of(labels)));
    }
  }

  /// A counter that somebody else keeps.
  void counted(String name, String help, Supplier<Double> value) {
    family(name, help, "counter").put("", () -> number(value.get()));
  }

  Histogram histogram(String name, String help, String... labels) {
    var found =
        family(name, help, "histogram")
            .computeIfAbsent(braces(List.of(labels)), _ -> new Histogram(name, List.of(labels)));
    return (Histogram) found;
  }

  private Map<String, Supplier<String>> family(String name, String help, String type) {
    return families
        .computeIfAbsent(name, _ -> new Family(help, type, new ConcurrentSkipListMap<>()))
        .values();
  }

  String print() {
    var text = new StringBuilder();
    families.forEach((name, family) -> {
      text.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(family.type()).append('\n');
      family
          .values()
          .forEach((labels, value) -> {
            if (value instanceof Histogram histogram) {
              text.append(histogram.get());
            } else {
              text.append(name).append(labels).append(' ').append(value.get()).append('\n');
            }
          });
    });
    return text.toString();
  }

  /// `{name="value",…}` of names and values in turn.
  private static String braces(List<String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    var text = new StringJoiner(",", "{", "}");
    for (var i = 0; i < labels.size(); i += 2) {
      text.add(labels.get(i) + "=\"" + escaped(labels.get(i + 1)) + "\"");
    }
    return text.toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private static final class Sum implements Supplier<String> {
    private final DoubleAdder adder = new DoubleAdder();

    @Override
    public String get() {
      return number(adder.sum());
    }
  }

  /// Seconds, in buckets from a millisecond to a minute.
  static final class Histogram implements Supplier<String> {
    private static final double[] BOUNDS = {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60
    };

    private final String name;
    private final List<String> labels;
    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final DoubleAdder sum = new DoubleAdder();

    private Histogram(String name, List<String> labels) {
      this.name = name;
      this.labels = labels;
    }

    void observe(double seconds) {
      var found = Arrays.binarySearch(BOUNDS, seconds);
      counts.incrementAndGet(found < 0 ? -found - 1 : found);
      sum.add(seconds);
    }

    @Override
    public String get() {
      var text = new StringBuilder();
      var all = 0L;
      for (var i = 0; i < counts.length(); i++) {
        all += counts.get(i);
        var bound = i < BOUNDS.length ? number(BOUNDS[i]) : "+Inf";
        var with = new java.util.ArrayList<>(labels);
        with.addAll(List.of("le", bound));
        text.append(name).append("_bucket").append(braces(with)).append(' ').append(all);
        text.append('\n');
      }
      var own = braces(labels);
      text.append(name).append("_sum").append(own).append(' ').append(number(sum.sum()));
      text.append('\n').append(name).append("_count").append(own).append(' ').append(all);
      return text.append('\n').toString();
    }
  }
}
