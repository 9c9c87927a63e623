package io.aimengine.store;

/// Hears of a fetch as it goes; called from several threads, at most a few times a second.
@FunctionalInterface
public interface ProgressListener {
  ProgressListener NONE = event -> {};

  void onEvent(StoreEvent event);
}
