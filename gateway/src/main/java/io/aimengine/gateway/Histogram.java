package io.aimengine.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Counts durations by size; adding is cheap from any thread.
final class Histogram {
  /// In seconds, from a chunk's gap to a long answer.
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
  };

  private static final long[] NANOS = nanos();

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder sum = new LongAdder();

  Histogram() {
    for (var i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  private static long[] nanos() {
    var all = new long[BOUNDS.length];
    for (var i = 0; i < all.length; i++) {
      all[i] = (long) (BOUNDS[i] * TimeUnit.SECONDS.toNanos(1));
    }
    return all;
  }

  void add(long nanos) {
    var at = 0;
    while (at < NANOS.length && nanos > NANOS[at]) {
      at++;
    }
    counts[at].increment();
    sum.add(nanos);
  }

  /// In Prometheus's text form; `labels` are written already, "" for none.
  void write(StringBuilder page, String name, String labels) {
    var more = labels.isEmpty() ? "" : labels + ",";
    var total = 0L;
    for (var i = 0; i < counts.length; i++) {
      total += counts[i].sum();
      var bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
      page.append(name).append("_bucket{").append(more).append("le=\"").append(bound);
      page.append("\"} ").append(total).append('\n');
    }
    var seconds = sum.sum() / (double) TimeUnit.SECONDS.toNanos(1);
    var braces = labels.isEmpty() ? "" : "{" + labels + "}";
    page.append(name).append("_sum").append(braces).append(' ').append(seconds).append('\n');
    page.append(name).append("_count").append(braces).append(' ').append(total).append('\n');
  }
}
