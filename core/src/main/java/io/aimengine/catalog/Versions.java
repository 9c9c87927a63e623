package io.aimengine.catalog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Orders engine versions: by engine, then newest first. Numbers compare as numbers, `0.32` is
/// `0.32.0`, and `0.34.0rc1 < 0.34.0 < 0.34.0.post1`; a label (`+cpu`) decides nothing here.
final class Versions {
  static final Comparator<EngineVersion> NEWEST_FIRST =
      Comparator.comparing(EngineVersion::engine)
          .thenComparing(EngineVersion::version, (a, b) -> compare(b, a))
          .thenComparing(EngineVersion::platform);

  private static final Pattern PART = Pattern.compile("\\d+|[a-z]+");

  /// Few versions are compared, many times: some are kept in parts.
  private static final Map<String, List<String>> PARTS = new ConcurrentHashMap<>();

  private static final int KEPT = 1000;

  private Versions() {}

  /// Negative when `a` is older than `b`.
  static int compare(String a, String b) {
    var left = parts(a);
    var right = parts(b);
    for (var at = 0; at < Math.max(left.size(), right.size()); at++) {
      var order = compareParts(part(left, at), part(right, at));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /// What stands before a local label: `0.32.0` of `0.32.0+cpu`.
  static String release(String version) {
    return version.split("\\+", 2)[0];
  }

  private static List<String> parts(String version) {
    var known = PARTS.get(version);
    if (known != null) {
      return known;
    }
    var parts = read(version);
    if (PARTS.size() < KEPT) {
      PARTS.put(version, parts);
    }
    return parts;
  }

  /// A leading `v` (a tag) or `b` (a llama.cpp build) says nothing.
  private static List<String> read(String version) {
    var plain = release(version.strip().toLowerCase(Locale.ROOT)).replaceFirst("^[vb](?=\\d)", "");
    var found = new ArrayList<String>();
    var matcher = PART.matcher(plain);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return List.copyOf(found);
  }

  private static String part(List<String> parts, int at) {
    return at < parts.size() ? parts.get(at) : "";
  }

  /// An absent part is a 0 beside a number, and newer than a word that stands for a pre-release.
  private static int compareParts(String a, String b) {
    var order = Integer.compare(rank(a), rank(b));
    if (order != 0) {
      return isZero(a) && isZero(b) ? 0 : order;
    }
    return rank(a) == 0 || rank(a) == 2
        ? a.compareTo(b)
        : new BigInteger("0" + a).compareTo(new BigInteger("0" + b));
  }

  private static boolean isZero(String part) {
    return part.chars().allMatch(c -> c == '0');
  }

  /// Pre-release words, nothing, `post`, numbers.
  private static int rank(String part) {
    if (part.isEmpty()) {
      return 1;
    }
    if (Character.isDigit(part.charAt(0))) {
      return 3;
    }
    return part.equals("post") ? 2 : 0;
  }
}
