package io.aimengine.store;

/// The digest that a source promises for a file: `SHA256`, `GIT_BLOB` (SHA-1 over git's header and
/// the bytes) or `NONE`.
public record Digest(Kind kind, String hex) {
  public static final Digest NONE = new Digest(Kind.NONE, "");

  /// How the promise was computed.
  public enum Kind {
    NONE,
    SHA256,
    GIT_BLOB
  }

  public Digest {
    var length =
        switch (kind) {
          case NONE -> 0;
          case SHA256 -> 64;
          case GIT_BLOB -> 40;
        };
    if (!hex.matches("[0-9a-f]{" + length + "}")) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, "'" + hex + "' is no " + kind + " digest", "check the source");
    }
  }

  /// An empty text means that nothing is promised.
  public static Digest sha256(String hex) {
    return hex.isEmpty() ? NONE : new Digest(Kind.SHA256, hex.toLowerCase(java.util.Locale.ROOT));
  }
}
