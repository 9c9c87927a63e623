package io.aimengine.local.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where this user's endpoints are remembered; readable by nobody else.
public record StateDir(Path root) {
  private static final int NAME_LIMIT = 128;

  /// `AIM_STATE_DIR`, else `$XDG_STATE_HOME/aim-engine`, else `~/.local/state/aim-engine`.
  public static StateDir of(Map<String, String> env) {
    var own = env.getOrDefault("AIM_STATE_DIR", "");
    if (!own.isEmpty()) {
      return new StateDir(Path.of(own).toAbsolutePath().normalize());
    }
    // the XDG specification: a relative path there is to be ignored
    var xdg = env.getOrDefault("XDG_STATE_HOME", "");
    if (xdg.startsWith("/")) {
      return new StateDir(Path.of(xdg, "aim-engine"));
    }
    var home = env.getOrDefault("HOME", "");
    if (home.isEmpty()) {
      throw new IllegalStateException("none of AIM_STATE_DIR, XDG_STATE_HOME and HOME is set");
    }
    return new StateDir(Path.of(home, ".local", "state", "aim-engine"));
  }

  /// Whether a text can name an endpoint: it becomes the name of a folder. Letters, digits, and
  /// within also `.`, `_` and `-`.
  public static boolean isName(String name) {
    var last = name.length() - 1;
    return last >= 0
        && last < NAME_LIMIT
        && isPlain(name.charAt(0))
        && isPlain(name.charAt(last))
        && name.chars().allMatch(c -> isPlain(c) || c == '.' || c == '_' || c == '-');
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  public EndpointDir endpoint(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not an endpoint name: " + name);
    }
    return new EndpointDir(root.resolve("endpoints").resolve(name));
  }

  /// The endpoints that have a folder, by name.
  List<EndpointDir> endpoints() {
    return StateFiles.list(root.resolve("endpoints")).stream()
        .filter(dir -> isName(dir.getFileName().toString()) && Files.isDirectory(dir))
        .sorted()
        .map(EndpointDir::new)
        .toList();
  }

  Path lock(String what) {
    return root.resolve("locks").resolve(what + ".lock");
  }

  Path reservations() {
    return root.resolve("ports");
  }
}
