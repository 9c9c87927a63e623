package io.aimengine.catalog;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/// Orders engine versions: by engine, then newest first, digits compared as numbers.
final class Versions {
  static final Comparator<EngineVersion> NEWEST_FIRST =
      Comparator.comparing(EngineVersion::engine)
          .thenComparing(EngineVersion::version, Versions::newer)
          .thenComparing(EngineVersion::platform);

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private Versions() {}

  private static int newer(String a, String b) {
    var left = NUMBER.matcher(a);
    var right = NUMBER.matcher(b);
    while (left.find() && right.find()) {
      var order = new BigInteger(right.group()).compareTo(new BigInteger(left.group()));
      if (order != 0) {
        return order;
      }
    }
    return b.compareTo(a);
  }
}
