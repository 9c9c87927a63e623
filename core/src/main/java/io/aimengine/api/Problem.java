package io.aimengine.api;

/// Something a user can fix, or should know: a value, never thrown. `path` is a field path such as
/// `spec.model`, `code` is stable and documented.
public record Problem(
    String code, Severity severity, String path, Mark mark, String message, String hint) {

  /// How much a problem weighs: an `ERROR` stops the work, a `WARNING` and a `NOTE` do not.
  public enum Severity {
    ERROR,
    WARNING,
    NOTE
  }

  public static Problem error(String code, String path, Mark mark, String message, String hint) {
    return new Problem(code, Severity.ERROR, path, mark, message, hint);
  }

  public static Problem warning(String code, String path, Mark mark, String message, String hint) {
    return new Problem(code, Severity.WARNING, path, mark, message, hint);
  }

  public static Problem note(String code, String path, Mark mark, String message, String hint) {
    return new Problem(code, Severity.NOTE, path, mark, message, hint);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
