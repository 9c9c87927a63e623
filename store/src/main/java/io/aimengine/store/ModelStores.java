package io.aimengine.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Puts together the store that a user's environment asks for.
public final class ModelStores {
  private ModelStores() {}

  public static ModelStore open(Map<String, String> environment, Path home, Clock clock) {
    return open(StorePaths.root(environment, home), environment, clock);
  }

  /// The same with the cache in `root`.
  public static ModelStore open(Path root, Map<String, String> environment, Clock clock) {
    var limits = Limits.defaults();
    var sources =
        List.<Source>of(
            new PipSource(new Pip(environment, limits.pip()), root.resolve("partial")),
            new FileSource());
    return new ModelStore(root, sources, limits, Space.REAL, clock);
  }
}
