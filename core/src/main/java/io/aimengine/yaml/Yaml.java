package io.aimengine.yaml;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads YAML 1.2 with the core schema, and so JSON, into nodes that know where they were written.
/// Every failure is a Problem; size, depth and what aliases expand to are bounded.
public final class Yaml {
  /// Longest text, in characters.
  public static final int MAX_SIZE = 4 * 1024 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Yaml() {}

  /// `name` is what marks call the text: a file name, or `stdin`.
  public static ParsedYaml parse(String name, String text) {
    if (text.length() > MAX_SIZE) {
      return failed(
          Problem.error(
              "yaml.too-large",
              "",
              Mark.file(name),
              "the text has %,d characters, at most %,d are read"
                  .formatted(text.length(), MAX_SIZE),
              "split it into several files"));
    }
    var content = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    return EverydayYaml.read(name, content).orElseGet(() -> byLibrary(name, content));
  }

  /// YAML that stands as a text inside other YAML (`whole`): its nodes and problems have their
  /// places in the whole.
  public static ParsedYaml inside(String name, String whole, YamlNode.Scalar text) {
    return Inside.read(name, whole, text);
  }

  /// Anything that is YAML, and what is wrong with what is not.
  static ParsedYaml byLibrary(String name, String content) {
    return firstUnprintable(content)
        .map(at -> failed(unprintable(name, content, at)))
        .orElseGet(() -> compose(name, content));
  }

  private static ParsedYaml compose(String name, String content) {
    var settings = LoadSettings.builder().setLabel(name).setCodePointLimit(MAX_SIZE).build();
    var composer = new Composer(name);
    try {
      var events = new Parse(settings).parseString(content).iterator();
      while (composer.open() && events.hasNext()) {
        composer.accept(events.next());
      }
    } catch (MarkedYamlEngineException e) {
      composer.report(syntax(name, e));
    } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library's scanner lets these escape for some broken escapes and directives.
      var mark = composer.reached();
      var message = "not readable as YAML, here or soon after";
      composer.report(Problem.error("yaml.syntax", "", mark, message, "look for a bad escape"));
    }
    return composer.result();
  }

  private static Problem syntax(String name, MarkedYamlEngineException e) {
    var mark =
        e.getProblemMark()
            .map(m -> new Mark(name, m.getLine() + 1, m.getColumn() + 1))
            .orElseGet(() -> Mark.file(name));
    var problem = e.getProblem() == null ? "not readable as YAML" : e.getProblem().strip();
    var context = e.getContext() == null ? "" : e.getContext().strip();
    var hint = problem.contains("TAB") ? "indent with spaces, not tabs" : context;
    return Problem.error("yaml.syntax", "", mark, problem, hint);
  }

  private static Optional<Integer> firstUnprintable(String content) {
    for (var i = 0; i < content.length(); ) {
      var plain = content.charAt(i);
      if (plain >= ' ' && plain < 0x7F) {
        i++;
        continue;
      }
      var c = content.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        return Optional.of(i);
      }
      i += Character.charCount(c);
    }
    return Optional.empty();
  }

  private static Problem unprintable(String name, String content, int at) {
    var before = content.substring(0, at);
    var line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    var column = at - before.lastIndexOf('\n');
    return Problem.error(
        "yaml.character",
        "",
        new Mark(name, line, column),
        "the character U+%04X is not allowed in YAML".formatted(content.codePointAt(at)),
        "is this a text file in UTF-8?");
  }

  private static ParsedYaml failed(Problem problem) {
    return new ParsedYaml(List.of(), List.of(problem));
  }
}
