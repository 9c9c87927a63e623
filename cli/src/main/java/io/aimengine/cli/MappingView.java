package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.explain.Mapped;
import java.util.List;
import java.util.Locale;

/// Which manifest field or recipe key became which flag of the engine.
record MappingView(String candidate, List<Mapped> rows) implements View {
  MappingView {
    rows = List.copyOf(rows);
  }

  @Override
  public JsonNode json() {
    var data = JsonNodeFactory.instance.objectNode().put("candidate", candidate);
    var mapping = data.putArray("mapping");
    for (var row : rows) {
      mapping
          .addObject()
          .put("given", row.given())
          .put("neutral", row.neutral())
          .put("layer", row.layer().name().toLowerCase(Locale.ROOT))
          .put("place", row.place())
          .put("written", row.written())
          .put("note", row.note());
    }
    return data;
  }

  @Override
  public void print(Terminal terminal) {
    terminal.line(terminal.paint(Terminal.Colour.BOLD, candidate));
    for (var row : rows) {
      terminal.line("");
      terminal.paragraph(
          "  ",
          row.given().isEmpty()
              ? terminal.paint(Terminal.Colour.DIM, "(left out) " + row.written())
              : terminal.paint(Terminal.Colour.GREEN, row.given()));
      terminal.paragraph("      " + row.layer().words() + "  ", source(row));
      if (!row.note().isEmpty()) {
        terminal.paragraph("      ", row.note());
      }
    }
  }

  private static String source(Mapped row) {
    var written = row.given().isEmpty() ? "" : row.written();
    return row.place() + (written.isEmpty() || row.place().isEmpty() ? written : ": " + written);
  }
}
