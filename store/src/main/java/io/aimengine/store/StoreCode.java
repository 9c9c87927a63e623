package io.aimengine.store;

/// What went wrong with an artifact; the code is stable, the exit class is the CLI's.
public enum StoreCode {
  BAD_REQUEST("store.bad-request", 2),
  NOT_FOUND("store.not-found", 5),
  NOT_CACHED("store.not-cached", 5),
  CHECKSUM("store.checksum", 5),
  DISK_FULL("store.disk-full", 5),
  TOO_LARGE("store.too-large", 5),
  IN_USE("store.in-use", 5),
  PINNED("store.pinned", 5),
  TOOL_MISSING("store.tool-missing", 5),
  LOCAL("store.local", 5),
  ALL_SOURCES("store.all-sources-failed", 5),
  UNREACHABLE("store.unreachable", 6),
  TIMEOUT("store.timeout", 6),
  STALLED("store.stalled", 6),
  RATE_LIMITED("store.rate-limited", 6),
  SERVER("store.server", 6),
  OFFLINE("store.offline", 6),
  GATED("store.gated", 7),
  FORBIDDEN("store.forbidden", 7),
  READ_ONLY("store.read-only", 7),
  INTERRUPTED("store.interrupted", 1);

  private final String code;
  private final int exitCode;

  StoreCode(String code, int exitCode) {
    this.code = code;
    this.exitCode = exitCode;
  }

  public String code() {
    return code;
  }

  /// 1 general, 2 usage, 5 cache, 6 network, 7 permission.
  public int exitCode() {
    return exitCode;
  }
}
