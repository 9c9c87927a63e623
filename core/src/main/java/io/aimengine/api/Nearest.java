package io.aimengine.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds what a person probably meant to write.
public final class Nearest {
  /// Longer words are not names that someone mistyped.
  private static final int LONGEST = 80;

  private static final Pattern SEPARATORS = Pattern.compile("[-_.]");

  private Nearest() {}

  /// The candidate closest to `word`, if one is close enough to be a likely slip: about one edit
  /// per three letters. Case, `-`, `_` and `.` hardly count. Ties go to the alphabetically first.
  public static Optional<String> of(String word, Collection<String> candidates) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    var plain = plain(word);
    var allowed = Math.max(1, Math.min(4, plain.length() / 3));
    return candidates.stream()
        .filter(c -> Math.abs(c.length() - word.length()) <= allowed + 4)
        .map(c -> new Scored(c, distance(plain, plain(c))))
        .filter(s -> s.distance() <= allowed && s.distance() < plain.length())
        .min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::candidate))
        .map(Scored::candidate);
  }

  /// `did you mean x?`, or "" when nothing is near.
  public static String hint(String word, Collection<String> candidates) {
    return of(word, candidates).map(c -> "did you mean " + c + "?").orElse("");
  }

  private record Scored(String candidate, int distance) {}

  private static String plain(String word) {
    return SEPARATORS.matcher(word.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static int distance(String a, String b) {
    var two = new int[b.length() + 1];
    var one = new int[b.length() + 1];
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      one[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(Math.min(row[j - 1], one[j]) + 1, one[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], two[j - 2] + 1);
        }
      }
      var spare = two;
      two = one;
      one = row;
      row = spare;
    }
    return one[b.length()];
  }
}
