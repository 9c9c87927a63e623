package io.aimengine.store;

import java.time.Duration;

/// What a source may tell while it works.
public interface SourceContext {
  void retrying(String reason, int attempt, Duration pause);

  /// Bytes came in; negative when some had to be thrown away.
  void moved(String file, long bytes);

  /// Bytes that an earlier, interrupted run had brought.
  void resumed(long bytes);
}
