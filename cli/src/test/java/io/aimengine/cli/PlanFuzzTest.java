package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Broken manifests through the whole command: an answer every time, never a defect.
final class PlanFuzzTest {
  private static final int RUNS = 1_000;
  private static final List<String> PIECES =
      List.of(
          "",
          " ",
          "\n",
          ":",
          "- ",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "|",
          "&a ",
          "*a",
          "!!int ",
          "~",
          "null",
          "-1",
          "0",
          "99999999999999999999",
          "1e309",
          ".nan",
          "true",
          "\t",
          "\u0000",
          "ÿ",
          "#",
          "---\n",
          "spec:",
          "  model: {}\n",
          "  model: []\n",
          "  precision: 7\n",
          "  gpuCount: -3\n",
          "  replicas: 1e9\n",
          "  customArgs: {--port: 1}\n",
          "  recipe: {customRecipe: {recipeContent: \"a: [\"}}\n",
          "  image: '%s'\n",
          "  customRecipe: \"\\0\"\n",
          "  cache: {size: 9Ei}\n",
          "%n",
          "💥",
          "\r",
          "<<: *x");

  @TempDir private Path folder;

  private static List<String> seeds() throws IOException {
    try (var files = Files.walk(Aim.checkout().resolve("examples"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.resolveSibling("").endsWith("inventories"))
          .sorted()
          .map(PlanFuzzTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String mutated(String text, Random random) {
    var changed = new StringBuilder(text);
    for (var times = 1 + random.nextInt(4); times > 0; times--) {
      var at = random.nextInt(changed.length() + 1);
      var end = Math.min(changed.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> changed.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> changed.delete(at, end);
        case 2 -> changed.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> changed.insert(at, changed.substring(at, end));
      }
    }
    return changed.toString();
  }

  @Test
  void alwaysGivesAnAnswer() throws IOException {
    var aim = InProcess.in(folder);
    var random = new Random(20_260_203);
    var seeds = seeds();
    Assertions.assertTimeout(
        Duration.ofMinutes(2),
        () -> {
          for (var run = 0; run < RUNS; run++) {
            var text = mutated(seeds.get(run % seeds.size()), random);
            var ran = aim.reading(text).run("plan", "-", "--hardware", "8xMI300X", "-o", "json");
            assertThat(ran.exit()).as(text + ran.out()).isIn(0, 2, 3, 4);
            assertThat(ran.json().path("success").asBoolean()).as(text).isEqualTo(ran.exit() == 0);
            assertThat(ran.err()).as(text).isEmpty();
          }
        });
  }
}
