package io.aimengine.cli;

import java.io.PrintStream;

/// Where text for people goes. Colours and moving lines only where `interactive`.
record Terminal(PrintStream out, PrintStream err, boolean interactive, int width) {

  /// A colour of the eight that every terminal has.
  enum Colour {
    RED(31),
    GREEN(32),
    YELLOW(33),
    BLUE(34),
    MAGENTA(35),
    CYAN(36),
    DIM(2),
    BOLD(1);

    private final int code;

    Colour(int code) {
      this.code = code;
    }
  }

  void line(String text) {
    out.println(text);
  }

  /// Text after a lead, broken at spaces; what follows stands under its beginning.
  void paragraph(String lead, String text) {
    Paragraph.lines(lead, text, width).forEach(this::line);
  }

  /// The same beside the answer.
  void asideParagraph(String lead, String text) {
    Paragraph.lines(lead, text, width).forEach(this::aside);
  }

  /// Something that is not the answer itself: progress, warnings.
  void aside(String text) {
    err.println(text);
  }

  String paint(Colour colour, String text) {
    return interactive ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }
}
