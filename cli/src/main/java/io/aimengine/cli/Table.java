package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rows for people, objects for programs. A column's JSON key is its title in snake case unless
/// rows bring their own objects.
final class Table implements View {
  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<JsonNode> objects = new ArrayList<>();
  private final String empty;

  /// `empty` is printed when there is no row: say what to do next.
  Table(String empty, String... titles) {
    this.empty = empty;
    this.titles = List.of(titles);
  }

  Table row(Object... cells) {
    var object = JsonNodeFactory.instance.objectNode();
    for (var i = 0; i < titles.size(); i++) {
      put(object, titles.get(i).toLowerCase(Locale.ROOT).replace(' ', '_'), cells[i]);
    }
    return row(object, cells);
  }

  /// A row whose JSON says more than its cells.
  Table row(JsonNode object, Object... cells) {
    rows.add(java.util.Arrays.stream(cells).map(Table::text).toList());
    objects.add(object);
    return this;
  }

  int size() {
    return rows.size();
  }

  private static void put(ObjectNode object, String key, Object cell) {
    switch (cell) {
      case Integer number -> object.put(key, number);
      case Long number -> object.put(key, number);
      case Double number -> object.put(key, number);
      case Boolean truth -> object.put(key, truth);
      case Evidences evidence -> object.set(key, evidence.json());
      case List<?> items -> {
        var array = object.putArray(key);
        items.forEach(item -> array.add(item.toString()));
      }
      default -> object.put(key, cell.toString());
    }
  }

  private static String text(Object cell) {
    return switch (cell) {
      case Boolean truth -> truth ? "yes" : "no";
      case List<?> items -> String.join(", ", items.stream().map(Object::toString).toList());
      case Double number -> String.format(Locale.ROOT, "%.1f", number);
      default -> cell.toString();
    };
  }

  @Override
  public JsonNode json() {
    return JsonNodeFactory.instance.arrayNode().addAll(objects);
  }

  @Override
  public void print(Terminal terminal) {
    if (rows.isEmpty()) {
      terminal.line(empty);
      return;
    }
    var widths = new int[titles.size()];
    for (var i = 0; i < widths.length; i++) {
      widths[i] = titles.get(i).length();
      for (var row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    terminal.line(
        terminal.paint(
            Terminal.Colour.BOLD,
            aligned(titles.stream().map(t -> t.toUpperCase(Locale.ROOT)).toList(), widths)));
    var last = widths.length - 1;
    for (var row : rows) {
      var line = aligned(row, widths);
      var lead = line.substring(0, line.length() - row.get(last).length());
      terminal.paragraph(lead, row.get(last));
    }
  }

  private static String aligned(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (var i = 0; i < widths.length; i++) {
      line.append(cells.get(i));
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - cells.get(i).length() + 2));
      }
    }
    return line.toString();
  }
}
