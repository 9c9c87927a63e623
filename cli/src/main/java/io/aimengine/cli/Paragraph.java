package io.aimengine.cli;

import java.util.ArrayList;
import java.util.List;

/// Breaks long text at spaces, so that a terminal does not break it in a word.
final class Paragraph {
  private static final int NARROWEST = 30;

  private Paragraph() {}

  /// Lines of at most `width` columns where words allow it; the second and later ones are indented
  /// by the length of `lead`. Line breaks of the text stay.
  static List<String> lines(String lead, String text, int width) {
    var room = Math.max(NARROWEST, width - lead.length());
    var lines = new ArrayList<String>();
    for (var piece : text.split("\n", -1)) {
      breakUp(piece, room, lines);
    }
    var indent = " ".repeat(lead.length());
    for (var i = 0; i < lines.size(); i++) {
      lines.set(i, ((i == 0 ? lead : indent) + lines.get(i)).stripTrailing());
    }
    return lines;
  }

  private static void breakUp(String piece, int room, List<String> lines) {
    var rest = piece;
    while (rest.length() > room) {
      var cut = rest.lastIndexOf(' ', room);
      if (cut <= 0) {
        cut = rest.indexOf(' ', room);
      }
      if (cut <= 0) {
        break;
      }
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut + 1);
    }
    lines.add(rest);
  }
}
