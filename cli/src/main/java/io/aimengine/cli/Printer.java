package io.aimengine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// Prints views in the format asked for, and the JSON envelopes of `docs/API.md`.
final class Printer {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Terminal terminal;
  private final Clock clock;

  Printer(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  Terminal terminal() {
    return terminal;
  }

  void success(Format format, View view, String message) {
    if (format == Format.table || format == Format.command) {
      view.print(terminal);
      return;
    }
    var envelope = JsonNodeFactory.instance.objectNode().put("success", true);
    if (!view.json().isMissingNode()) {
      envelope.set("data", view.json());
    }
    envelope.put("message", message);
    machine(format, envelope);
  }

  void failure(Format format, CommandFailure failure) {
    if (format == Format.json || format == Format.yaml) {
      machine(format, failureEnvelope(failure));
      return;
    }
    failure.data().print(terminal);
    var told = format == Format.table && !failure.data().json().isMissingNode();
    if (failure.problems().isEmpty()) {
      terminal.aside(
          terminal.paint(Terminal.Colour.RED, "aim-engine: ")
              + printable(failure.message())
              + " ["
              + failure.code()
              + "]");
      if (!told && !failure.hint().isEmpty()) {
        terminal.asideParagraph("  ", printable(failure.hint()));
      }
    } else {
      problems(failure.problems());
    }
  }

  /// Problems for people: place, message, code, then what to do.
  void problems(List<Problem> problems) {
    for (var problem : problems) {
      terminal.aside(problem(terminal, problem));
      if (!problem.hint().isEmpty()) {
        terminal.asideParagraph("  ", printable(problem.hint()));
      }
    }
  }

  /// `file:line:column: error: path: message [code]`.
  static String problem(Terminal terminal, Problem problem) {
    var colour =
        switch (problem.severity()) {
          case ERROR -> Terminal.Colour.RED;
          case WARNING -> Terminal.Colour.YELLOW;
          case NOTE -> Terminal.Colour.CYAN;
        };
    var place = problem.mark().toString();
    var label = problem.severity().name().toLowerCase(java.util.Locale.ROOT);
    return (place.isEmpty() ? "" : printable(place) + ": ")
        + terminal.paint(colour, label + ": ")
        + (problem.path().isEmpty() ? "" : printable(problem.path()) + ": ")
        + printable(problem.message())
        + " ["
        + problem.code()
        + "]";
  }

  /// A document that is whole in itself, without our envelope.
  void document(JsonNode document) {
    document(Format.json, document);
  }

  void document(Format format, JsonNode document) {
    machine(format, document);
  }

  /// One of several YAML documents.
  void yaml(JsonNode document) {
    terminal.line("---");
    machine(Format.yaml, document);
  }

  /// What others wrote may hold escapes that would move a terminal's cursor.
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
  }

  private ObjectNode failureEnvelope(CommandFailure failure) {
    var envelope = JsonNodeFactory.instance.objectNode().put("success", false);
    var error = envelope.putObject("error");
    error.put("code", failure.code()).put("message", failure.getMessage());
    var details = error.putObject("details");
    details.put("exit_code", failure.exit().code()).put("hint", failure.hint());
    details.set("problems", problemsJson(failure.problems()));
    if (!failure.data().json().isMissingNode()) {
      envelope.set("data", failure.data().json());
    }
    envelope.put("timestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return envelope;
  }

  static JsonNode problemsJson(List<Problem> problems) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var problem : problems) {
      array
          .addObject()
          .put("code", problem.code())
          .put("severity", problem.severity().name().toLowerCase(java.util.Locale.ROOT))
          .put("path", problem.path())
          .put("where", problem.mark().toString())
          .put("message", problem.message())
          .put("hint", problem.hint());
    }
    return array;
  }

  private void machine(Format format, JsonNode document) {
    try {
      if (format == Format.yaml) {
        var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        terminal
            .out()
            .print(new Dump(settings).dumpToString(JSON.convertValue(document, Object.class)));
      } else {
        terminal.line(JSON.writeValueAsString(document));
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
