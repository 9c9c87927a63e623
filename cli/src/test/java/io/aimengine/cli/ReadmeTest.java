package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Each command line in the pages' shell blocks parses; what it does is tested elsewhere.
final class ReadmeTest {

  static List<String> commands() throws IOException {
    var found = new ArrayList<String>();
    for (var page : pages()) {
      var code = false;
      for (var line : Files.readAllLines(page)) {
        if (line.startsWith("```")) {
          code = !code && line.matches("```(sh|bash|console)");
        }
        if (code) {
          Stream.of(line.split("\\s\\|\\s|&&|;"))
              .map(part -> part.strip().replaceFirst("^\\$ ", ""))
              .filter(part -> part.matches("(\\./)?aim-engine\\s.*"))
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  private static List<Path> pages() throws IOException {
    var root = Aim.checkout();
    try (var docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(Stream.of(root.resolve("README.md")), docs)
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");

  /// The words as a shell would cut them, without its comment.
  private static String[] words(String line) {
    return WORD.matcher(line.replaceFirst("\\s#.*$", ""))
        .results()
        .map(MatchResult::group)
        .skip(1)
        .takeWhile(word -> !word.matches("[<>].*|2>.*"))
        .map(word -> word.replaceAll("^['\"]|['\"]$", ""))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void parses(String line) {
    var words = words(line);
    try {
      var parsed = HelpTest.root().parseArgs(words);
      assertThat(parsed.unmatched()).isEmpty();
    } catch (CommandLine.ParameterException e) {
      throw new AssertionError(line + ": " + e.getMessage(), e);
    }
  }

  @Test
  void showsTheQuickStart() throws IOException {
    assertThat(commands())
        .anyMatch(line -> line.contains("aim-engine launch HuggingFaceTB/SmolLM2"));
  }
}
