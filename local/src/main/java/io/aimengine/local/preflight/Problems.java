package io.aimengine.local.preflight;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;

/// Shorthand: a preflight problem has a place on the machine, not in a file that a person wrote.
final class Problems {
  private Problems() {}

  static Problem error(String code, String where, String message, String fix) {
    return Problem.error("preflight." + code, where, Mark.NONE, message, fix);
  }

  static Problem warning(String code, String where, String message, String fix) {
    return Problem.warning("preflight." + code, where, Mark.NONE, message, fix);
  }

  static String gib(long bytes) {
    return "%.1f GiB".formatted(bytes / (double) (1L << 30));
  }
}
