package io.aimengine.cli.validate;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.check.CheckedFile;
import io.aimengine.check.Finding;
import io.aimengine.check.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What the checks found, made whole: with files that could not be read or written, or are of
/// another kind than asked for, and without what is none of our business.
public final class WholeReport {
  /// Folders whose files are ours, whatever is in them.
  private static final Pattern OURS =
      Pattern.compile("(^|/)(recipes|models|accelerators|engines|measurements)/");

  private WholeReport() {}

  /// The report with what is known of files that nobody could check, or that are of another kind.
  public static Report of(Report report, Sources sources, Map<String, Problem> problems) {
    var files = new ArrayList<CheckedFile>();
    var told = new TreeMap<>(problems);
    for (var file : report.files()) {
      var known = sources.file(file.name()).map(source -> judged(file, source)).orElse(file);
      var problem = told.remove(file.name());
      files.add(problem == null ? known : with(known, List.of(Finding.of(problem)), true));
    }
    told.forEach((name, problem) ->
        files.add(new CheckedFile(name, "", "", "", List.of(), List.of(Finding.of(problem)))));
    files.sort(Comparator.comparing(CheckedFile::name));
    return new Report(files);
  }

  /// Other people's YAML in a folder is none of our business, unless it was asked for.
  private static CheckedFile judged(CheckedFile file, Source source) {
    if (!source.asked() && foreign(file)) {
      return with(file, List.of(finding(FileCode.NOT_OURS, file, FileCode.NOT_OURS.hint())), false);
    }
    if (file.kind().isEmpty() && file.findings().isEmpty()) {
      var blank = source.asked() || OURS.matcher(file.name()).find();
      var code = blank ? FileCode.BLANK : FileCode.NOT_OURS;
      return with(file, List.of(finding(code, file, code.hint())), false);
    }
    var wanted = source.kind().orElse("");
    var kind = file.kind().toLowerCase(Locale.ROOT);
    if (!wanted.isEmpty() && !kind.isEmpty() && !kind.endsWith(wanted)) {
      var hint = "It is " + file.kind() + "; checked as that. " + FileCode.WRONG_KIND.hint();
      return with(file, List.of(finding(FileCode.WRONG_KIND, file, hint)), true);
    }
    return file;
  }

  private static boolean foreign(CheckedFile file) {
    return !file.findings().isEmpty()
        && file.findings().stream().allMatch(f -> f.problem().code().equals("catalog.kind"));
  }

  private static Finding finding(FileCode code, CheckedFile file, String hint) {
    return Finding.of(
        new Problem(
            code.code().id(),
            code.code().severity(),
            "",
            Mark.file(file.name()),
            code.code().title(),
            hint));
  }

  private static CheckedFile with(CheckedFile file, List<Finding> first, boolean keep) {
    var findings = new ArrayList<>(first);
    if (keep) {
      findings.addAll(file.findings());
    }
    return new CheckedFile(
        file.name(), file.text(), file.kind(), file.dialect(), file.translated(), findings);
  }
}
