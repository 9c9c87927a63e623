package io.aimengine.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnifiedDiffTest {
  @TempDir private Path folder;

  @Test
  void sameTextsDifferInNothing() {
    assertThat(UnifiedDiff.of("a.yaml", "x\ny\n", "x\ny\n")).isEmpty();
  }

  @Test
  void showsThreeLinesAroundAChange() {
    var before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    assertThat(UnifiedDiff.of("a.yaml", before, before.replace("5", "five")))
        .isEqualTo(
            """
            --- a/a.yaml
            +++ b/a.yaml
            @@ -2,7 +2,7 @@
             2
             3
             4
            -5
            +five
             6
             7
             8
            """);
  }

  @Test
  void farChangesHaveHunksOfTheirOwnAndNearOnesShareOne() {
    var before =
        IntStream.range(0, 40).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

    var far = UnifiedDiff.of("a", before, before.replace("line 3\n", "").replace("line 30\n", ""));
    assertThat(far.lines().filter(line -> line.startsWith("@@"))).hasSize(2);
    var near = UnifiedDiff.of("a", before, before.replace("line 3\n", "").replace("line 9\n", ""));
    assertThat(near.lines().filter(line -> line.startsWith("@@"))).hasSize(1);
  }

  @Test
  void saysThatTheLastLineHasNoBreak() {
    assertThat(UnifiedDiff.of("a", "x\ny", "x\nz\n"))
        .endsWith("-y\n\\ No newline at end of file\n+z\n");
  }

  @Test
  void patchMakesTheNewTextOfIt() throws Exception {
    var random = new Random(7);
    for (var round = 0; round < 40; round++) {
      var before = text(random);
      var after = changed(before, random);
      var diff = UnifiedDiff.of("file.yaml", before, after);
      if (diff.isEmpty()) {
        continue;
      }
      Files.writeString(folder.resolve("file.yaml"), before);
      var patch =
          new ProcessBuilder("git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      try (var in = patch.getOutputStream()) {
        in.write(diff.getBytes(StandardCharsets.UTF_8));
      }
      var said = new String(patch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(patch.waitFor()).as(said + diff).isZero();
      assertThat(Files.readString(folder.resolve("file.yaml"))).isEqualTo(after);
    }
  }

  private static String text(Random random) {
    var lines =
        IntStream.range(0, random.nextInt(30))
            .mapToObj(_ -> "key" + random.nextInt(6) + ": ä" + random.nextInt(4))
            .collect(Collectors.joining("\n"));
    return random.nextBoolean() ? lines + "\n" : lines;
  }

  private static String changed(String text, Random random) {
    return text.replace("key" + random.nextInt(6), "other")
        .replace("ä" + random.nextInt(4) + "\n", random.nextBoolean() ? "" : "x\r\n");
  }
}
