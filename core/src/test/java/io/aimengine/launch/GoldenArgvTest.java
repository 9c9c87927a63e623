package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A case is a folder: `input.yaml` gives `argv.txt` (the host's command, one argument per line;
/// none when it is refused) and `launch.txt` (everything else). `-Dgolden.rewrite=true` writes
/// them.
class GoldenArgvTest {
  private static final Path CASES = Path.of("src/test/resources/launch");
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  static Stream<Path> cases() throws IOException {
    try (var cases = Files.list(CASES)) {
      return cases.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void launchesAsWritten(Path folder) throws IOException {
    var input = new GoldenInput(parse(folder.resolve("input.yaml")), TestCatalog.CATALOG);
    var result = Launches.of(input.plan(), input.options());
    check(folder.resolve("argv.txt"), result.launch().map(l -> lines(l.command())).orElse(""));
    check(folder.resolve("launch.txt"), describe(result));
  }

  @Test
  void noStrayFiles() throws IOException {
    try (var files = Files.walk(CASES)) {
      var allowed = Set.of("input.yaml", "argv.txt", "launch.txt");
      var stray =
          files
              .filter(Files::isRegularFile)
              .filter(file ->
                  !allowed.contains(file.getFileName().toString())
                      || CASES.relativize(file).getNameCount() != 2)
              .toList();
      assertThat(stray).isEmpty();
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode parse(Path file) throws IOException {
    var parsed = Yaml.parse(file.toString(), Files.readString(file));
    assertThat(parsed.problems()).isEmpty();
    return parsed.documents().getFirst().toJson();
  }

  private static String describe(LaunchResult result) {
    var text = new ArrayList<String>();
    result.launch().ifPresent(launch -> describe(launch, text));
    for (Problem problem : result.problems()) {
      text.add(
          problem.severity()
              + " "
              + problem.code()
              + " at "
              + problem.path()
              + ": "
              + problem.message());
      if (!problem.hint().isEmpty()) {
        text.add("  hint: " + problem.hint());
      }
    }
    return lines(text);
  }

  private static void describe(Launch launch, List<String> text) {
    text.add("engine " + launch.engine().label());
    text.add("serves " + launch.servedModel() + " at " + launch.host() + ":" + launch.port());
    text.add("image " + launch.image() + (launch.imageVerified() ? " (verified)" : ""));
    text.add("image command " + CommandLine.render(launch.imageCommand()));
    launch.env().forEach((name, value) -> text.add("env " + name + "=" + value));
    launch.secrets().forEach(secret -> text.add("secret " + secret));
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static void check(Path file, String actual) throws IOException {
    if (REWRITE) {
      if (actual.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.writeString(file, actual);
      }
      return;
    }
    assertThat(actual).as("%s", file).isEqualTo(expected(file));
  }

  private static String expected(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
