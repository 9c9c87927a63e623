package io.aimengine.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import io.aimengine.check.Checks;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever people write: checking and repairing end, break no text, and are done after once.
final class RepairFuzzTest {
  private static final int ROUNDS = 100;
  private static final Checks CHECKS = new Checks(Catalogs.builtin());
  private static final List<String> WORDS =
      List.of(
          "true",
          "null",
          "\"",
          "'",
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "#",
          "&a ",
          "*a",
          "--dtype",
          "--max-batch-size: 8",
          "enabled",
          "\t",
          "\r",
          "ä",
          "😀",
          "0",
          "-1",
          "1e999",
          "2_gpu:",
          "---",
          "kind: AIMRecipe",
          "sglang_serve:",
          "|",
          ">-",
          "\u0000");

  private static String text(String path) {
    try {
      return Files.readString(Path.of("..").resolve(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "examples/recipes/house-qwen3-32b-mi300x-bf16.yaml",
        "catalog/recipes/qwen3-8b/qwen3-8b-mi300x-bf16.yaml",
        "catalog/models/qwen3-8b.yaml",
        "examples/local/llama-70b-fp8.yaml"
      })
  void endsAndBreaksNothing(String path) {
    var original = text(path);
    var random = new Random(path.hashCode());
    for (var round = 0; round < ROUNDS; round++) {
      var text = original;
      for (var times = random.nextInt(4); times >= 0; times--) {
        text = mutated(text, random);
      }
      holds(path, text);
    }
  }

  private static void holds(String path, String text) {
    var once = Repair.of(CHECKS::check, Map.of(path, text), _ -> true);
    var repaired = once.texts().getOrDefault(path, "");

    if (Yaml.parse(path, text).ok()) {
      assertThat(Yaml.parse(path, repaired).ok()).as(text + "\n=>\n" + repaired).isTrue();
    }
    var again = Repair.of(CHECKS::check, once.texts(), _ -> true);
    assertThat(again.texts()).as(text).isEqualTo(once.texts());
    assertThat(comments(repaired)).as(text).isLessThanOrEqualTo(comments(text));
  }

  private static long comments(String text) {
    return text.lines().filter(line -> line.startsWith("#")).count();
  }

  private static String mutated(String text, Random random) {
    var at = text.isEmpty() ? 0 : random.nextInt(text.length());
    var word = WORDS.get(random.nextInt(WORDS.size()));
    var lines = new ArrayList<>(text.lines().toList());
    var line = lines.isEmpty() ? 0 : random.nextInt(lines.size());
    switch (random.nextInt(6)) {
      case 0 -> {
        return text.substring(0, at) + word + text.substring(at);
      }
      case 1 -> {
        return text.substring(0, at) + text.substring(Math.min(text.length(), at + 5));
      }
      case 2 -> lines.remove(line);
      case 3 -> lines.add(line, lines.get(random.nextInt(lines.size())));
      case 4 -> lines.set(line, " ".repeat(random.nextInt(4)) + lines.get(line));
      default -> lines.set(line, lines.get(line).replaceFirst(": .*", ": " + word));
    }
    return String.join("\n", lines) + "\n";
  }
}
