package io.aimengine.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One way to break a text.
enum Mutation {
  /// a character becomes another
  BYTE {
    @Override
    String apply(String text, List<String> samples, Random random) {
      return splice(text, random, 1, String.valueOf((char) random.nextInt(0x180)));
    }
  },
  /// a piece vanishes
  CUT {
    @Override
    String apply(String text, List<String> samples, Random random) {
      return splice(text, random, 1 + random.nextInt(20), "");
    }
  },
  /// a nasty word comes in
  TOKEN {
    @Override
    String apply(String text, List<String> samples, Random random) {
      return splice(text, random, random.nextInt(3), pick(TOKENS, random));
    }
  },
  /// a scalar after a colon is replaced
  VALUE {
    @Override
    String apply(String text, List<String> samples, Random random) {
      var lines = lines(text);
      var at = random.nextInt(lines.size());
      lines.set(at, lines.get(at).replaceFirst(":.*$", "") + ": " + pick(TOKENS, random));
      return String.join("\n", lines);
    }
  },
  /// a line goes, comes twice, moves, or changes its depth
  LINE {
    @Override
    String apply(String text, List<String> samples, Random random) {
      var lines = lines(text);
      var at = random.nextInt(lines.size());
      switch (random.nextInt(4)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, lines.get(at));
        case 2 -> lines.set(at, " ".repeat(random.nextInt(5)) + lines.get(at));
        default -> lines.set(at, lines.get(at).stripLeading());
      }
      return String.join("\n", lines);
    }
  },
  /// a block of another manifest is put in
  STRUCTURE {
    @Override
    String apply(String text, List<String> samples, Random random) {
      var lines = lines(text);
      var other = lines(samples.get(random.nextInt(samples.size())));
      var from = random.nextInt(other.size());
      var to = Math.min(other.size(), from + 1 + random.nextInt(8));
      lines.addAll(random.nextInt(lines.size()), other.subList(from, to));
      return String.join("\n", lines);
    }
  };

  private static final List<String> TOKENS =
      List.of(
          "&a [*a]",
          "*a",
          "<<: *a",
          "!!binary x",
          "!x",
          "---\n",
          "...\n",
          "%YAML 9.9\n",
          "? ",
          "- - - -",
          "[".repeat(300),
          "{a: ".repeat(300),
          "\"\\UFFFFFFFF\"",
          "\"\\ud800\"",
          "'",
          "\"",
          "|",
          ">-",
          "\t",
          "\u0000",
          "\uFEFF",
          "\u2028",
          "1e999999999",
          "9".repeat(5_000),
          "-1",
          "0x",
          ".inf",
          ".nan",
          "~",
          "null",
          "true",
          "[]",
          "{}",
          "[[]]",
          "{a: {b: c}}",
          "a".repeat(10_000),
          "99999999999999999999Ei",
          "1e99",
          "100%",
          "999999999d",
          "@",
          "a@",
          "sha256:",
          "${jndi:x}",
          "spec",
          "model",
          "kind: List\nitems:");

  abstract String apply(String text, List<String> samples, Random random);

  static Mutation any(Random random) {
    return values()[random.nextInt(values().length)];
  }

  private static String pick(List<String> words, Random random) {
    return words.get(random.nextInt(words.size()));
  }

  private static String splice(String text, Random random, int length, String replacement) {
    var at = random.nextInt(text.length() + 1);
    var end = Math.min(text.length(), at + length);
    return text.substring(0, at) + replacement + text.substring(end);
  }

  private static List<String> lines(String text) {
    return new ArrayList<>(Arrays.asList(text.split("\n", -1)));
  }
}
