package io.aimengine.cli.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.check.CheckedFile;
import io.aimengine.check.Code;
import io.aimengine.check.Finding;
import io.aimengine.check.Fix;
import io.aimengine.check.Report;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// A report as SARIF 2.1.0, which code hosts and editors show beside the lines. `docs` is where the
/// page of all checks is, "" when nobody knows; `version` is ours.
public record SarifLog(Collection<Code> codes, String version, String docs) {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  public JsonNode of(Report report) {
    var log = JsonNodeFactory.instance.objectNode().put("$schema", SCHEMA).put("version", "2.1.0");
    var run = log.putArray("runs").addObject();
    var driver = run.putObject("tool").putObject("driver");
    driver.put("name", "aim-engine").put("version", version).put("semanticVersion", version);
    var rules = rules(report);
    var array = driver.putArray("rules");
    rules.values().forEach(rule -> array.add(rule.json()));
    run.put("columnKind", "unicodeCodePoints");
    var results = run.putArray("results");
    for (var file : report.files()) {
      var lines = new Lines(file.text());
      file.findings().forEach(finding -> result(results.addObject(), finding, file, lines, rules));
    }
    return log;
  }

  private record Rule(int index, ObjectNode json) {}

  /// Every documented code, and those that only the report knows.
  private Map<String, Rule> rules(Report report) {
    var rules = new LinkedHashMap<String, Rule>();
    codes.forEach(code -> add(rules, code));
    for (var finding : report.findings()) {
      var problem = finding.problem();
      if (!rules.containsKey(problem.code())) {
        add(rules, new Code(problem.code(), problem.severity(), problem.code()));
      }
    }
    return rules;
  }

  private void add(Map<String, Rule> rules, Code code) {
    var rule = JsonNodeFactory.instance.objectNode().put("id", code.id());
    rule.putObject("shortDescription").put("text", code.title());
    if (!docs.isEmpty()) {
      rule.put("helpUri", docs + "#" + anchor(code.id()));
    }
    rule.putObject("defaultConfiguration").put("level", level(code.severity()));
    rules.putIfAbsent(code.id(), new Rule(rules.size(), rule));
  }

  /// The anchor that a heading with this code has on the page; codes of files share one.
  static String anchor(String code) {
    return code.startsWith("file.")
        ? "files"
        : code.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static void result(
      ObjectNode result, Finding finding, CheckedFile file, Lines lines, Map<String, Rule> rules) {
    var problem = finding.problem();
    result.put("ruleId", problem.code());
    var rule = rules.get(problem.code());
    if (rule != null) {
      result.put("ruleIndex", rule.index());
    }
    result.put("level", level(problem.severity()));
    result
        .putObject("message")
        .put("text", problem.message() + (problem.hint().isEmpty() ? "" : ". " + problem.hint()));
    var location = result.putArray("locations").addObject();
    var physical = location.putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", uri(file.name()));
    region(physical, problem, lines);
    if (!problem.path().isEmpty()) {
      location
          .putArray("logicalLocations")
          .addObject()
          .put("fullyQualifiedName", problem.path())
          .put("kind", "member");
    }
    finding.fix().ifPresent(fix -> fix(result.putArray("fixes"), fix, file.name(), lines));
  }

  private static void region(ObjectNode physical, Problem problem, Lines lines) {
    var mark = problem.mark();
    if (mark.line() > 0) {
      var region = physical.putObject("region").put("startLine", mark.line());
      if (mark.column() > 0) {
        var width = Math.max(1, lines.wordAt(mark.line(), mark.column()));
        region.put("startColumn", mark.column()).put("endColumn", mark.column() + width);
      }
    }
  }

  private static void fix(ArrayNode fixes, Fix fix, String name, Lines lines) {
    var object = fixes.addObject();
    object.putObject("description").put("text", fix.title());
    var change = object.putArray("artifactChanges").addObject();
    change.putObject("artifactLocation").put("uri", uri(name));
    var replacements = change.putArray("replacements");
    for (var edit : fix.edits()) {
      var replacement = replacements.addObject();
      replacement
          .putObject("deletedRegion")
          .put("startLine", lines.lineOf(edit.from()))
          .put("startColumn", lines.columnOf(edit.from()))
          .put("endLine", lines.lineOf(edit.to()))
          .put("endColumn", lines.columnOf(edit.to()));
      replacement.putObject("insertedContent").put("text", edit.text());
    }
  }

  /// A relative reference for a relative name, with everything quoted that needs it.
  static String uri(String name) {
    try {
      if (name.startsWith("/")) {
        return new URI("file", "", name, null).toString();
      }
      var first = name.indexOf('/') < 0 ? name : name.substring(0, name.indexOf('/'));
      var relative = first.contains(":") ? "./" + name : name;
      return new URI(null, null, relative, null).toASCIIString();
    } catch (URISyntaxException e) {
      return "unnamed";
    }
  }
}
