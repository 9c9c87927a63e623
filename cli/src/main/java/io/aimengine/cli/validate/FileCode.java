package io.aimengine.cli.validate;

import io.aimengine.api.Problem.Severity;
import io.aimengine.check.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What can be wrong with a file before anybody has read it as YAML, or when it is written back.
public enum FileCode {
  MISSING(Severity.ERROR, "no such file or folder", "Check the path."),
  EMPTY(Severity.ERROR, "nothing to check in this folder", "Name the files, or another folder."),
  BLANK(
      Severity.ERROR,
      "a file with nothing in it, or nothing but comments",
      "Write it, or delete it: nothing is read from it."),
  UNREADABLE(Severity.ERROR, "a file that cannot be read", "Check its owner and its mode."),
  TOO_LARGE(Severity.ERROR, "more than is read", "Split it; recipes are a few kilobytes."),
  NOT_TEXT(Severity.ERROR, "not a text in UTF-8", "Is this a text file? Save it as UTF-8."),
  LOOP(Severity.WARNING, "a link that leads back into its own folder", "Remove the link."),
  DANGLING(Severity.WARNING, "a link that leads nowhere", "Remove the link, or mend its target."),
  TOO_DEEP(
      Severity.WARNING,
      "a folder too deep, or after too many files, not looked into",
      "Name this folder itself."),
  WRONG_KIND(Severity.ERROR, "not the kind of file that was asked for", "Leave the option out."),
  NOT_OURS(
      Severity.NOTE, "none of our files, left alone", "Name the file itself to have it checked."),
  CHANGED(
      Severity.ERROR, "changed by somebody else since it was read, left alone", "Run it again."),
  UNWRITABLE(
      Severity.ERROR, "a file that cannot be rewritten", "Check its owner, its mode and its disk.");

  private final Severity severity;
  private final String title;
  private final String hint;

  FileCode(Severity severity, String title, String hint) {
    this.severity = severity;
    this.title = title;
    this.hint = hint;
  }

  /// `file.too-large` and its like, as documented.
  public Code code() {
    return new Code("file." + name().toLowerCase(Locale.ROOT).replace('_', '-'), severity, title);
  }

  public static List<Code> all() {
    return Arrays.stream(values()).map(FileCode::code).toList();
  }

  String title() {
    return title;
  }

  public String hint() {
    return hint;
  }
}
