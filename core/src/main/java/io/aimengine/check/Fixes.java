package io.aimengine.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Applies fixes to a text. A fix is applied whole or not at all; one that touches what an earlier
/// one changes waits for the next check of the new text.
public final class Fixes {
  private Fixes() {}

  /// The text with as many of the fixes as do not touch each other, in the order given.
  public static String apply(String text, Collection<Fix> fixes) {
    var taken = new ArrayList<Edit>();
    for (var fix : fixes) {
      var known = fix.edits().stream().filter(edit -> !taken.contains(edit)).toList();
      if (known.stream().allMatch(edit -> edit.to() <= text.length() && free(edit, taken))) {
        taken.addAll(known);
      }
    }
    return applied(text, taken);
  }

  /// The fixes among a file's findings, in the order of the text.
  public static List<Fix> of(CheckedFile file) {
    return file.findings().stream().flatMap(finding -> finding.fix().stream()).toList();
  }

  private static boolean free(Edit edit, List<Edit> taken) {
    return taken.stream().noneMatch(other -> touches(edit, other));
  }

  /// Two insertions at one place touch: nothing says which comes first.
  private static boolean touches(Edit a, Edit b) {
    return a.from() == b.from() || (a.from() < b.to() && b.from() < a.to());
  }

  private static String applied(String text, List<Edit> edits) {
    var out = new StringBuilder();
    var at = 0;
    for (var edit : edits.stream().sorted(Comparator.comparingInt(Edit::from)).toList()) {
      out.append(text, at, edit.from()).append(edit.text());
      at = edit.to();
    }
    return out.append(text, at, text.length()).toString();
  }
}
