package io.aimengine.cli.validate;

/// A file, a folder or `-` to be checked. `kind` is what it must hold (`recipe`, `model`), "" when
/// it may be anything.
public record Target(String path, String kind) {
  public static final String STDIN = "-";

  public static Target any(String path) {
    return new Target(path, "");
  }

  boolean isStdin() {
    return path.equals(STDIN);
  }
}
