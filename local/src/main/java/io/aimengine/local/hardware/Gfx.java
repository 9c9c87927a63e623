package io.aimengine.local.hardware;

/// Names of GPU instruction sets.
final class Gfx {
  private Gfx() {}

  /// The driver writes major * 10000 + minor * 100 + stepping; the name has the last two in hex:
  /// 90402 is gfx942, 90010 is gfx90a.
  static String name(int targetVersion) {
    var major = targetVersion / 10_000;
    var minor = targetVersion / 100 % 100;
    var stepping = targetVersion % 100;
    return "gfx" + major + Integer.toHexString(minor) + Integer.toHexString(stepping);
  }

  /// Whether the name is of a data-centre generation (CDNA), not of a graphics card or an APU.
  static boolean isCompute(String gfx) {
    return gfx.equals("gfx908") || gfx.equals("gfx90a") || gfx.matches("gfx9[4-9][0-9a-f]");
  }
}
