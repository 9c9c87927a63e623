package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class HelpTest {
  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[^ ]+");

  @TempDir private Path folder;

  static CommandLine root() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    return Commands.line(InProcess.in(Path.of("")).wide(120).app(nowhere, nowhere));
  }

  /// Every command that help shows, by its words.
  static List<String> commands() {
    var found = new ArrayList<String>();
    collect(root(), "", found);
    return found;
  }

  private static void collect(CommandLine line, String words, List<String> found) {
    found.add(words);
    line.getSubcommands()
        .forEach((name, command) -> {
          if (!command.getCommandSpec().usageMessage().hidden()) {
            collect(command, (words + " " + name).strip(), found);
          }
        });
  }

  private static CommandLine command(String words) {
    var line = root();
    for (var word : words.isEmpty() ? new String[0] : words.split(" ")) {
      line = Objects.requireNonNull(line.getSubcommands().get(word), word);
    }
    return line;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysWhatItDoes(String words) {
    var spec = command(words).getCommandSpec();

    assertThat(spec.usageMessage().description()).isNotEmpty();
    assertThat(spec.options())
        .filteredOn(option -> !option.hidden())
        .allSatisfy(
            option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
    assertThat(spec.positionalParameters())
        .filteredOn(parameter -> !parameter.hidden())
        .allSatisfy(parameter ->
            assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty());
  }

  /// Groups and hidden commands too.
  static List<String> all() {
    var found = new ArrayList<String>();
    everyCommand(root(), "", found);
    return found;
  }

  private static void everyCommand(CommandLine line, String words, List<String> found) {
    found.add(words);
    line.getSubcommands()
        .forEach((name, command) -> {
          if (!name.equals("help")) { // picocli's own
            everyCommand(command, (words + " " + name).strip(), found);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasExamplesThatItUnderstands(String words) {
    var usage = command(words).getCommandSpec().usageMessage();

    assertThat(usage.footerHeading()).isEqualTo("%nExamples:%n");
    var examples =
        Arrays.stream(usage.footer()).filter(line -> line.startsWith("  aim-engine")).toList();
    assertThat(examples).as("examples of " + words).isNotEmpty();
    if (!command(words).getCommandSpec().usageMessage().hidden()) {
      assertThat(examples)
          .allSatisfy(
              line -> assertThat(line).startsWith(("  aim-engine " + words).stripTrailing()));
    }
    for (var example : examples) {
      root().parseArgs(words(example));
    }
  }

  /// The words of an example as a shell would pass them, without what is said beside it.
  private static String[] words(String example) {
    var command = example.strip().split(" {2,}| > ", 2)[0];
    return WORD.matcher(command)
        .results()
        .skip(1)
        .map(m -> m.group().replaceAll("^['\"]|['\"]$", ""))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fitsTheTerminal(String words) {
    for (var width : new int[] {80, 120}) {
      var ran = InProcess.in(folder).wide(width).run((words + " --help").strip().split(" "));
      if (words.equals("help")) {
        return;
      }
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(ran.out().lines().filter(line -> line.length() > width)).isEmpty();
    }
  }
}
