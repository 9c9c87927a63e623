package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class HelpTest {
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
  void saysWhatItDoesAndGivesAnExampleWhereItTakesArguments(String words) {
    var spec = command(words).getCommandSpec();

    assertThat(spec.usageMessage().description()).isNotEmpty();
    if (!spec.positionalParameters().isEmpty() && !words.equals("help")) {
      assertThat(spec.usageMessage().footer()).as("an example of " + words).isNotEmpty();
    }
    assertThat(spec.options())
        .filteredOn(option -> !option.hidden())
        .allSatisfy(
            option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
    assertThat(spec.positionalParameters())
        .filteredOn(parameter -> !parameter.hidden())
        .allSatisfy(parameter ->
            assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty());
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
