package io.aimengine.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Thousands of texts that are nearly everyday YAML: whatever is read without the library is what
/// the library reads. `-Dmutations=1000000` tries more of them, `-Dseed=2` others.
class EverydayYamlFuzzTest {
  private static final int MUTATIONS = Integer.getInteger("mutations", 4_000);
  private static final int JUMBLES = 5 * MUTATIONS;
  private static final long SEED = Long.getLong("seed", 20_261_130);
  private static final List<String> PIECES =
      List.of(
          ":",
          "#",
          "-",
          "'",
          "\"",
          "&",
          "*",
          "!",
          "|",
          ">",
          "%",
          "@",
          "`",
          "{",
          "}",
          "[",
          "]",
          ",",
          "?",
          "\t",
          " ",
          "  ",
          "\n",
          "\n\n",
          "\r\n",
          "\r",
          ": ",
          " #",
          "- ",
          "? ",
          "\\",
          "~",
          "<<",
          "---",
          "...",
          "--- ",
          "|-",
          ">-\n",
          "|+\n",
          ">\n",
          "\uFEFF",
          "\u0085",
          "\u2028",
          "\u2029",
          "\u00e9",
          "\uD83D\uDE00",
          "\u007f",
          "a",
          "b: c",
          "null",
          "true",
          "1",
          "1.5",
          ".5",
          "0x1",
          "-1",
          "\n  ",
          "\n    ",
          " \n",
          ", ",
          "''",
          "\"\"",
          "{a: 1}",
          "[a, b]",
          "key:\n",
          "=",
          "<");

  @Test
  void readsWhatTheLibraryReadsOfMutatedFiles() throws IOException {
    var files = List.copyOf(YamlFiles.inRepository().values());
    var read = 0;
    for (var i = 0; i < MUTATIONS; i++) {
      var random = new Random(SEED + i);
      var text = part(files.get(random.nextInt(files.size())), random);
      for (var n = 1 + random.nextInt(3); n > 0; n--) {
        text = mutated(text, random);
      }
      read += EverydayYamlTest.assertSameOrNone("mutation " + (SEED + i), text) ? 1 : 0;
    }
    assertNeitherAllNorNone(read, MUTATIONS);
  }

  /// Short texts of nothing but what matters in YAML, each of a few different pieces only: those
  /// that change each other's meaning meet more often.
  @Test
  void readsWhatTheLibraryReadsOfJumbledPieces() {
    var read = 0;
    for (var i = 0; i < JUMBLES; i++) {
      var random = new Random(SEED + i);
      var pieces = new ArrayList<>(List.of("x", ": ", "\n"));
      for (var n = random.nextInt(6); n >= 0; n--) {
        pieces.add(PIECES.get(random.nextInt(PIECES.size())));
      }
      var text = new StringBuilder(random.nextBoolean() ? "a: " : "");
      for (var n = 1 + random.nextInt(12); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      var whole = text.append('\n').toString();
      read += EverydayYamlTest.assertSameOrNone("jumble " + (SEED + i), whole) ? 1 : 0;
    }
    assertNeitherAllNorNone(read, JUMBLES);
  }

  private static void assertNeitherAllNorNone(int read, int all) {
    System.out.printf("%,d of %,d texts were read without the library%n", read, all);
    assertThat(read).isBetween(all / 50, all / 10 * 9);
  }

  /// Some lines of a file, which are read faster than all.
  private static String part(String text, Random random) {
    var lines = text.split("(?<=\n)");
    var from = random.nextInt(lines.length);
    var size = Math.min(lines.length - from, 1 + random.nextInt(12));
    var part = String.join("", List.of(lines).subList(from, from + size));
    return random.nextBoolean() ? part : part.stripTrailing().stripIndent() + "\n";
  }

  private static String mutated(String text, Random random) {
    return random.nextBoolean() ? mutatedCharacters(text, random) : mutatedLines(text, random);
  }

  private static String mutatedCharacters(String text, Random random) {
    var whole = new StringBuilder(text);
    var at = random.nextInt(text.length() + 1);
    var end = Math.min(text.length(), at + 1 + random.nextInt(2));
    return switch (random.nextInt(5)) {
      case 0 -> whole.delete(at, end).toString();
      case 1 -> whole.insert(at, text, at, end).toString();
      case 2 -> whole.append(text, at, end).toString();
      default -> whole.insert(at, PIECES.get(random.nextInt(PIECES.size()))).toString();
    };
  }

  private static String mutatedLines(String text, Random random) {
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    var at = random.nextInt(lines.size());
    var line = lines.get(at);
    switch (random.nextInt(8)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), line);
      case 2 -> lines.set(at, lines.set(random.nextInt(lines.size()), line));
      case 3 -> lines.set(at, " ".repeat(1 + random.nextInt(3)) + line);
      case 4 -> lines.set(at, line.startsWith("  ") ? line.substring(1 + random.nextInt(2)) : line);
      case 5 ->
          lines.set(at, line + " ".repeat(random.nextInt(3)) + (random.nextBoolean() ? "\r" : ""));
      case 6 -> lines.add(at, " ".repeat(random.nextInt(6)) + (random.nextBoolean() ? "# c" : ""));
      default ->
          lines.set(
              at,
              line.replaceFirst(
                  "(?<=: |- ).*", PIECES.get(random.nextInt(PIECES.size())).replace("\\", "\\\\")));
    }
    return String.join("\n", lines);
  }
}
