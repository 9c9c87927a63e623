package io.aimengine.store;

import java.nio.file.Path;
import java.util.Map;

/// Where the cache lies and where the hub's token may be, decided from an environment alone.
public final class StorePaths {
  private StorePaths() {}

  /// `AIM_CACHE_DIR`, else `CACHE_DIR`, else `$XDG_CACHE_HOME/aim-engine`, else
  /// `~/.cache/aim-engine`. Empty counts as not set.
  public static Path root(Map<String, String> environment, Path home) {
    for (var name : new String[] {"AIM_CACHE_DIR", "CACHE_DIR"}) {
      var value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return expand(value, home);
      }
    }
    return userCache(environment, home).resolve("aim-engine");
  }

  /// The file that `hf auth login` writes, or the one that `HF_TOKEN_PATH` names.
  static Path tokenFile(Map<String, String> environment, Path home) {
    var named = environment.getOrDefault("HF_TOKEN_PATH", "");
    if (!named.isBlank()) {
      return expand(named, home);
    }
    var hub = environment.getOrDefault("HF_HOME", "");
    var folder =
        hub.isBlank() ? userCache(environment, home).resolve("huggingface") : expand(hub, home);
    return folder.resolve("token");
  }

  private static Path userCache(Map<String, String> environment, Path home) {
    var xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    return xdg.isBlank() ? home.resolve(".cache") : expand(xdg, home);
  }

  private static Path expand(String path, Path home) {
    if (path.equals("~")) {
      return home;
    }
    return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
  }
}
