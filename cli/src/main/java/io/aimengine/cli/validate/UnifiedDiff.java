package io.aimengine.cli.validate;

import io.aimengine.flags.Secrets;
import java.util.ArrayList;
import java.util.List;

/// The difference of two texts as `patch` and `git apply` read it.
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /// Beyond this the whole changed part counts as replaced, which is right too, only longer.
  private static final long MOST_CELLS = 4_000_000;

  private final List<String> before;
  private final List<String> after;
  private final List<Line> lines = new ArrayList<>();

  /// One line of the difference; `sign` is ' ', '-' or '+'.
  private record Line(char sign, String text) {}

  private UnifiedDiff(String before, String after) {
    this.before = lines(before);
    this.after = lines(after);
  }

  /// "" when the texts are the same. A name from the root is told from there: `patch -p1 -d /`.
  public static String of(String name, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    var diff = new UnifiedDiff(before, after);
    diff.compare();
    var relative = name.replaceFirst("^/+", "");
    return "--- a/%s\n+++ b/%s\n%s".formatted(relative, relative, diff.hunks());
  }

  /// Each with its line break; the last may have none.
  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    var start = 0;
    while (start < text.length()) {
      var end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private void compare() {
    var top = 0;
    while (top < before.size() && top < after.size() && before.get(top).equals(after.get(top))) {
      top++;
    }
    var a = before.size();
    var b = after.size();
    while (a > top && b > top && before.get(a - 1).equals(after.get(b - 1))) {
      a--;
      b--;
    }
    before.subList(0, top).forEach(text -> lines.add(new Line(' ', text)));
    middle(before.subList(top, a), after.subList(top, b));
    before.subList(a, before.size()).forEach(text -> lines.add(new Line(' ', text)));
  }

  /// The longest common subsequence; what is not in it was removed or added.
  private void middle(List<String> old, List<String> fresh) {
    if ((long) old.size() * fresh.size() > MOST_CELLS) {
      old.forEach(text -> lines.add(new Line('-', text)));
      fresh.forEach(text -> lines.add(new Line('+', text)));
      return;
    }
    var common = common(old, fresh);
    var i = 0;
    var j = 0;
    while (i < old.size() || j < fresh.size()) {
      if (i < old.size() && j < fresh.size() && old.get(i).equals(fresh.get(j))) {
        lines.add(new Line(' ', old.get(i++)));
        j++;
      } else if (i < old.size() && (j == fresh.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', old.get(i++)));
      } else {
        lines.add(new Line('+', fresh.get(j++)));
      }
    }
  }

  private static int[][] common(List<String> old, List<String> fresh) {
    var common = new int[old.size() + 1][fresh.size() + 1];
    for (var i = old.size() - 1; i >= 0; i--) {
      for (var j = fresh.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(fresh.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private String hunks() {
    var text = new StringBuilder();
    var next = 0;
    while (next < lines.size()) {
      var first = next;
      while (first < lines.size() && lines.get(first).sign() == ' ') {
        first++;
      }
      if (first == lines.size()) {
        break;
      }
      var last = lastOfHunk(first);
      var from = Math.max(next, first - CONTEXT);
      var to = Math.min(lines.size(), last + 1 + CONTEXT);
      hunk(from, to, text);
      next = to;
    }
    return text.toString();
  }

  /// The last change that stands so close to the one before that their contexts touch.
  private int lastOfHunk(int first) {
    var last = first;
    for (var i = first; i < lines.size() && i - last <= 2 * CONTEXT + 1; i++) {
      if (lines.get(i).sign() != ' ') {
        last = i;
      }
    }
    return last;
  }

  private void hunk(int from, int to, StringBuilder text) {
    text.append("@@ -")
        .append(range(from, to, '+'))
        .append(" +")
        .append(range(from, to, '-'))
        .append(" @@\n");
    for (var line : lines.subList(from, to)) {
      text.append(line.sign()).append(Secrets.masked(line.text()));
      if (!line.text().endsWith("\n")) {
        text.append("\n\\ No newline at end of file\n");
      }
    }
  }

  /// `start,count` of the lines that are not of the other side.
  private String range(int from, int to, char other) {
    var start = lines.subList(0, from).stream().filter(line -> line.sign() != other).count();
    var count = lines.subList(from, to).stream().filter(line -> line.sign() != other).count();
    return (count == 0 ? start : start + 1) + "," + count;
  }
}
