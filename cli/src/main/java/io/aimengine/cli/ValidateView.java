package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.check.CheckedFile;
import io.aimengine.check.Finding;
import io.aimengine.check.Report;
import io.aimengine.cli.validate.Lines;
import io.aimengine.cli.validate.Repair;
import io.aimengine.flags.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `validate` found and did. `diffs` are the repairs as text, by file name; `wrote` says
/// whether they are in the files.
record ValidateView(
    Report report, List<Repair.Done> done, Map<String, String> diffs, Wrote wrote, boolean verbose)
    implements View {
  private static final int LINE_NUMBER_WIDTH = 5;

  /// What became of the repairs.
  enum Wrote {
    NOT_ASKED,
    DRY_RUN,
    FILES
  }

  long count(Severity severity) {
    return report.findings().stream().filter(f -> f.problem().severity() == severity).count();
  }

  private long fixable() {
    return report.findings().stream().filter(f -> f.fix().isPresent()).count();
  }

  /// `12 files: 3 errors, 1 warning, 2 of them --fix repairs`.
  String summary() {
    var parts = new ArrayList<String>();
    parts.add(number(count(Severity.ERROR), "error"));
    parts.add(number(count(Severity.WARNING), "warning"));
    if (count(Severity.NOTE) > 0) {
      parts.add(number(count(Severity.NOTE), "note"));
    }
    var text = number(report.files().size(), "file") + ": " + String.join(", ", parts);
    return text + repairs() + otherForms();
  }

  private String repairs() {
    var repaired = number(done.size(), "repair") + " in " + number(diffs.size(), "file");
    return switch (wrote) {
      case NOT_ASKED -> fixable() > 0 ? "; --fix repairs " + fixable() + " of them" : "";
      case DRY_RUN -> done.isEmpty() ? "; nothing that --fix repairs" : "; --fix makes " + repaired;
      case FILES -> done.isEmpty() ? "; nothing repaired" : " left; " + repaired;
    };
  }

  /// Files that were read as something else, where that is not said with their findings.
  private String otherForms() {
    var other =
        report.files().stream()
            .filter(file -> !file.translated().isEmpty() && file.findings().isEmpty())
            .count();
    return verbose || other == 0
        ? ""
        : "; " + number(other, "file") + " in another form: see --verbose";
  }

  private static String number(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  @Override
  public JsonNode json() {
    var data = JsonNodeFactory.instance.objectNode();
    var files = data.putArray("files");
    report.files().forEach(file -> file(files.addObject(), file));
    data.putObject("summary")
        .put("files", report.files().size())
        .put("errors", count(Severity.ERROR))
        .put("warnings", count(Severity.WARNING))
        .put("notes", count(Severity.NOTE))
        .put("fixable", fixable())
        .put("fixed", wrote == Wrote.FILES ? done.size() : 0);
    var repairs = data.putArray("repairs");
    done.forEach(repair ->
        repairs
            .addObject()
            .put("file", repair.file())
            .put("code", repair.code())
            .put("title", repair.title()));
    return data;
  }

  private void file(ObjectNode object, CheckedFile file) {
    object.put("file", file.name()).put("kind", file.kind()).put("dialect", file.dialect());
    var translated = object.putArray("translated");
    file.translated().forEach(translated::add);
    var findings = object.putArray("findings");
    file.findings().forEach(finding -> finding(findings.addObject(), finding));
    var diff = diffs.get(file.name());
    if (diff != null) {
      object.put("diff", diff);
    }
  }

  private static void finding(ObjectNode object, Finding finding) {
    var problem = finding.problem();
    object
        .put("code", problem.code())
        .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
        .put("path", problem.path())
        .put("where", problem.mark().toString())
        .put("line", problem.mark().line())
        .put("column", problem.mark().column())
        .put("message", problem.message())
        .put("hint", problem.hint());
    finding
        .fix()
        .ifPresent(fix -> {
          var edits = object.putObject("fix").put("title", fix.title()).putArray("edits");
          fix.edits()
              .forEach(edit ->
                  edits
                      .addObject()
                      .put("from", edit.from())
                      .put("to", edit.to())
                      .put("text", edit.text()));
        });
  }

  @Override
  public void print(Terminal terminal) {
    if (wrote == Wrote.DRY_RUN) {
      diffs.values().forEach(diff -> terminal.out().print(diff));
    } else {
      done.forEach(repair ->
          terminal.line(
              Printer.printable(repair.file())
                  + ": "
                  + terminal.paint(Terminal.Colour.GREEN, "repaired: ")
                  + Printer.printable(repair.title())
                  + " ["
                  + repair.code()
                  + "]"));
      report.files().forEach(file -> file(terminal, file));
    }
  }

  private void file(Terminal terminal, CheckedFile file) {
    if (!file.translated().isEmpty() && (verbose || !file.findings().isEmpty())) {
      terminal.line(
          Printer.printable(file.name())
              + ": read as "
              + file.kind()
              + " (dialect: "
              + file.dialect()
              + ")");
      file.translated().forEach(text -> terminal.paragraph("  ", Printer.printable(text)));
    } else if (verbose) {
      terminal.line(
          Printer.printable(file.name())
              + ": "
              + (file.kind().isEmpty() ? "unknown kind" : file.kind())
              + (file.findings().isEmpty() ? ", clean" : ""));
    }
    var lines = new Lines(file.text());
    file.findings().forEach(finding -> finding(terminal, finding, lines));
  }

  private static void finding(Terminal terminal, Finding finding, Lines lines) {
    var problem = finding.problem();
    terminal.line(Printer.problem(terminal, problem));
    snippet(terminal, problem, lines);
    if (!problem.hint().isEmpty()) {
      terminal.paragraph("  ", Printer.printable(problem.hint()));
    }
    finding.fix().ifPresent(fix -> terminal.paragraph("  --fix: ", Printer.printable(fix.title())));
  }

  /// The line that is meant, and a caret under the word.
  private static void snippet(Terminal terminal, Problem problem, Lines lines) {
    var mark = problem.mark();
    var line = shown(problem, lines.line(mark.line()));
    if (line.isBlank()) {
      return;
    }
    var room = Math.max(40, terminal.width() - LINE_NUMBER_WIDTH - 3);
    var column = Math.max(1, mark.column());
    var from = column > room - 10 ? column - room / 2 : 1;
    var shown = window(line, from, room);
    terminal.line(
        String.format(Locale.ROOT, "%" + LINE_NUMBER_WIDTH + "d | ", mark.line()) + shown);
    if (mark.column() > 0) {
      var width = Math.clamp(lines.wordAt(mark.line(), column), 1, room - (column - from));
      terminal.line(
          " ".repeat(LINE_NUMBER_WIDTH)
              + " | "
              + " ".repeat(column - from)
              + terminal.paint(Terminal.Colour.YELLOW, "^".repeat(width)));
    }
  }

  /// Reports end up in the logs of CI: what is said to be secret is not repeated.
  private static String shown(Problem problem, String line) {
    return problem.code().contains("secret") && line.contains(":")
        ? line.replaceFirst(":.*", ": ***")
        : Secrets.masked(line);
  }

  /// `room` characters of a line from a column on; tabs and what moves a cursor take one place.
  private static String window(String line, int from, int room) {
    var points = line.codePoints().skip(from - 1L).limit(room).toArray();
    return Printer.printable(new String(points, 0, points.length).replace('\t', ' '));
  }
}
