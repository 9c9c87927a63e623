package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The cache of one watch: keeps objects as small as they are of use, and tells who counts along of
/// each that comes, changes or goes, before anything is woken by it.
final class Kept<T extends HasMetadata> implements ItemStore<T> {
  private final Map<String, T> all = new ConcurrentHashMap<>();
  private final UnaryOperator<T> slim;
  private final Consumer<T> seen;
  private final Consumer<T> gone;

  Kept(UnaryOperator<T> slim, Consumer<T> seen, Consumer<T> gone) {
    this.slim = slim;
    this.seen = seen;
    this.gone = gone;
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    var kept = slim.apply(object);
    seen.accept(kept);
    return all.put(key, kept);
  }

  @Override
  public @Nullable T remove(String key) {
    var before = all.remove(key);
    if (before != null) {
      gone.accept(before);
    }
    return before;
  }

  @Override
  public Stream<String> keySet() {
    return all.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return all.values().stream();
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  public @Nullable T get(String key) {
    return all.get(key);
  }
}
