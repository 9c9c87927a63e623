package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/parity-amd-e2e.md` names tests; a test that is not there is a claim that does not hold.
class ParityTest {
  private static final Path PAGE = Path.of("../docs/parity-amd-e2e.md");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  @Test
  void namesOnlyTestsThatAreThere() throws IOException {
    var sources = sources();
    var missing = new ArrayList<String>();
    var page = Files.readString(PAGE);
    for (var m = NAMED.matcher(page); m.find(); ) {
      var method = "void " + m.group(2) + "(";
      if (sources.getOrDefault(m.group(1), "").contains(method)) {
        continue;
      }
      missing.add(m.group());
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void answersEachCase() throws IOException {
    var rows = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| aim")).toList();
    assertThat(rows).hasSize(85).allMatch(row -> !row.split("\\|")[3].isBlank());
  }

  /// Two test classes of one name are one text.
  private static Map<String, String> sources() throws IOException {
    try (var modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(folder -> tests(folder).stream())
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  ParityTest::text,
                  String::concat));
    }
  }

  private static List<Path> tests(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith("Test.java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
