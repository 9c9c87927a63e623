package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A case is a folder: `args.txt` (one argument a line) prints `out.txt`; other files lie in the
/// folder where the command runs. `-Dgolden.rewrite=true` writes `out.txt` anew; read the
/// difference before committing it.
final class ExplainGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/explain");

  @TempDir Path folder;

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatTheGoldenFileSays(Path golden) throws IOException {
    var aim = InProcess.in(folder);
    for (var file : files(golden)) {
      aim.file(file.getFileName().toString(), Files.readString(file));
    }
    var ran = aim.run(Files.readAllLines(golden.resolve("args.txt")).toArray(String[]::new));
    var text = ran.out() + ran.err() + (ran.exit() == 0 ? "" : "exit " + ran.exit() + "\n");
    var out = golden.resolve("out.txt");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(out, text);
    }
    assertThat(text).isEqualTo(Files.readString(out));
  }

  @Test
  void thereAreEnoughCases() throws IOException {
    assertThat(cases().count()).isGreaterThanOrEqualTo(8);
  }

  private static List<Path> files(Path golden) throws IOException {
    try (var files = Files.list(golden)) {
      return files
          .filter(file -> !file.getFileName().toString().matches("args.txt|out.txt"))
          .toList();
    }
  }
}
