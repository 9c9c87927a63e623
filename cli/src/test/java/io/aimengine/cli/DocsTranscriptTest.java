package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The `console` blocks of the documentation are what the program really prints. Each page runs in
/// a folder of its own that holds `examples/`; `$ aim-engine …` and `$ cat FILE` are run in order,
/// a line `…` stands for any lines, and a command that fails says `# exits with N`.
/// `-Dgolden.rewrite=true` writes the outputs anew; read the difference before committing it.
final class DocsTranscriptTest {
  private static final Pattern EXITS = Pattern.compile("\\s+# exits with (\\d)$");
  private static final String ANY = "…";

  @TempDir private Path folder;

  static List<Path> pages() throws IOException {
    try (var docs = Files.walk(Aim.checkout().resolve("docs"))) {
      return docs.filter(file -> file.toString().endsWith(".md"))
          .filter(file -> read(file).contains("\n```console\n"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void showsWhatTheProgramPrints(Path page) throws IOException {
    copy(Aim.checkout().resolve("examples"), folder.resolve("examples"));
    var aim = InProcess.in(folder);
    var written = new ArrayList<String>();
    var inside = false;
    var lines = new ArrayList<>(Files.readAllLines(page));
    for (var at = 0; at < lines.size(); at++) {
      var line = lines.get(at);
      written.add(line);
      if (line.startsWith("```")) {
        inside = !inside && line.equals("```console");
      } else if (inside && line.startsWith("$ ")) {
        var end = end(lines, at + 1);
        var expected = lines.subList(at + 1, end);
        var printed = run(aim, line.substring(2));
        written.addAll(matches(expected, printed) ? expected : printed);
        at = end - 1;
      }
    }
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.write(page, written);
      return;
    }
    assertThat(String.join("\n", lines)).isEqualTo(String.join("\n", written));
  }

  @Test
  void thePageAboutWhatAimIsShowsTranscripts() throws IOException {
    assertThat(pages()).anyMatch(page -> page.endsWith("AIM_DEFINITION.md"));
  }

  private static int end(List<String> lines, int from) {
    var end = from;
    while (!lines.get(end).startsWith("$ ") && !lines.get(end).startsWith("```")) {
      end++;
    }
    return end;
  }

  private List<String> run(InProcess aim, String command) throws IOException {
    var exits = EXITS.matcher(command);
    var wanted = exits.find() ? Integer.parseInt(exits.group(1)) : 0;
    var words = words(exits.replaceFirst(""));
    if (words.getFirst().equals("cat")) {
      return trimmed(Files.readString(folder.resolve(words.get(1))));
    }
    var ran = aim.run(words.subList(1, words.size()).toArray(String[]::new));
    assertThat(ran.exit()).as(command + "\n" + ran.out() + ran.err()).isEqualTo(wanted);
    return trimmed(ran.out() + ran.err());
  }

  private static List<String> words(String command) {
    var words = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)").matcher(command);
    return words
        .results()
        .map(word ->
            Arrays.asList(word.group(1), word.group(2), word.group(3)).stream()
                .filter(group -> group != null)
                .findFirst()
                .orElse(""))
        .toList();
  }

  private static List<String> trimmed(String text) {
    var lines = new ArrayList<>(text.lines().map(String::stripTrailing).toList());
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  private static boolean matches(List<String> expected, List<String> printed) {
    if (expected.isEmpty()) {
      return printed.isEmpty();
    }
    var rest = expected.subList(1, expected.size());
    if (!expected.getFirst().strip().equals(ANY)) {
      return !printed.isEmpty()
          && expected.getFirst().stripTrailing().equals(printed.getFirst())
          && matches(rest, printed.subList(1, printed.size()));
    }
    for (var skipped = 0; skipped <= printed.size(); skipped++) {
      if (matches(rest, printed.subList(skipped, printed.size()))) {
        return true;
      }
    }
    return false;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
