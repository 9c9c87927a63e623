package io.aimengine.catalog;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Computes a value when first asked and keeps it.
final class Once<T> implements Supplier<T> {
  private final Supplier<T> compute;
  private volatile @Nullable T value;

  Once(Supplier<T> compute) {
    this.compute = compute;
  }

  @Override
  public T get() {
    var known = value;
    return known == null ? first() : known;
  }

  private synchronized T first() {
    var known = value;
    if (known == null) {
      known = compute.get();
      value = known;
    }
    return known;
  }
}
