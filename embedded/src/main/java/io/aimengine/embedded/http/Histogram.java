package io.aimengine.embedded.http;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// A Prometheus histogram.
final class Histogram {

  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /// `bounds` rise.
  Histogram(double... bounds) {
    this.bounds = bounds.clone();
    counts = new LongAdder[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  void write(StringBuilder into, String name, String labels) {
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i].sum();
      String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
      into.append(name).append("_bucket{le=\"").append(bound).append("\",").append(labels);
      into.append("} ").append(total).append(".0\n");
    }
    into.append(name).append("_count{").append(labels).append("} ").append(total).append(".0\n");
    into.append(name).append("_sum{").append(labels).append("} ").append(sum.sum()).append('\n');
  }
}
