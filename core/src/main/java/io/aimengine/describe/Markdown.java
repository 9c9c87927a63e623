package io.aimengine.describe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The words of a Markdown text: sections by heading, each a list of plain paragraphs and list
/// items. Code, tables, pictures and HTML are left out.
final class Markdown {
  private static final int MOST_LINES = 20_000;
  private static final int LONGEST_LINE = 4000;

  private final Map<String, List<String>> sections = new LinkedHashMap<>();
  private final StringBuilder paragraph = new StringBuilder();
  private String heading = "";
  private boolean code;

  private Markdown() {}

  /// Headings as written, without marks; text before the first has the heading "".
  static Map<String, List<String>> sections(String text) {
    var reader = new Markdown();
    text.lines().limit(MOST_LINES).forEach(reader::line);
    reader.end();
    return reader.sections;
  }

  private void line(String written) {
    var line = written.strip();
    if (line.length() > LONGEST_LINE) {
      line = line.substring(0, LONGEST_LINE);
    }
    if (line.startsWith("```") || line.startsWith("~~~")) {
      end();
      code = !code;
    } else if (!code) {
      text(line);
    }
  }

  private void text(String line) {
    if (line.startsWith("#")) {
      end();
      heading = plain(line.replaceFirst("^#+", ""));
    } else if (line.isEmpty() || line.startsWith("|") || line.matches("[-*_ ]{3,}")) {
      end();
    } else if (line.matches("([-*+]|\\d{1,3}[.)]) .*")) {
      end();
      paragraph.append(line.replaceFirst("^([-*+]|\\d{1,3}[.)]) +", ""));
    } else {
      paragraph.append(paragraph.isEmpty() ? "" : " ").append(line);
    }
  }

  private void end() {
    var text = plain(paragraph.toString());
    paragraph.setLength(0);
    if (!text.isEmpty()) {
      sections.computeIfAbsent(heading, _ -> new ArrayList<>()).add(text);
    }
  }

  /// Links become their words; pictures, HTML and emphasis go; nothing that moves a cursor stays.
  static String plain(String text) {
    return text.replaceAll("!\\[[^\\]]{0,500}\\]\\([^)]{0,2000}\\)", "")
        .replaceAll("\\[([^\\]]{0,500})\\]\\([^)]{0,2000}\\)", "$1")
        .replaceAll("<[^>]{0,2000}>", "")
        .replaceAll("[*`]|(?<!\\w)_|_(?!\\w)", "")
        .replaceAll("[\\p{Cntrl}\\s]+", " ")
        .strip();
  }

  /// At most so many characters, cut after a sentence or a word.
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    var part = text.substring(0, longest - 1);
    var sentence = part.lastIndexOf(". ");
    if (sentence > longest / 2) {
      return part.substring(0, sentence + 1);
    }
    var word = part.lastIndexOf(' ');
    return part.substring(0, word > 0 ? word : part.length()) + "…";
  }
}
