package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A user's broken catalog file is told as problems, or read; it never throws.
class OverlayFuzzTest {
  private static final int MUTATIONS = 200;
  private static final List<String> ODD =
      List.of(
          "null",
          "[]",
          "{}",
          "-1",
          "0",
          "99999999999999999999",
          ".inf",
          ".nan",
          "true",
          "\"\"",
          "\u00e4",
          "{a: [}",
          "*x",
          "!!int x",
          "1e400",
          "~");
  private static final Catalog BASE = Catalogs.builtin();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accelerators/mi300x.yaml",
        "models/gpt-oss-120b.yaml",
        "models/deepseek-r1-0528.yaml",
        "recipes/llama-3.1-405b-instruct/llama-3-1-405b-fp8-kv-mi300x-fp8.yaml",
        "engines/sglang/0.5.23.yaml"
      })
  void isNeverAnException(String file) {
    var text = CatalogFolder.text(file);
    var random = new Random(file.hashCode());
    for (var i = 0; i < MUTATIONS; i++) {
      var mutated = mutate(text, random);
      assertThatCode(() -> readAll(Map.of(file, mutated))).as(mutated).doesNotThrowAnyException();
    }
  }

  private static void readAll(Map<String, String> texts) {
    var catalog = Catalogs.overlay(BASE, texts).catalog();
    catalog.accelerators();
    catalog.engines();
    catalog.models().forEach(m -> catalog.recipes(m.id()));
  }

  private static String mutate(String text, Random random) {
    var lines = new ArrayList<>(List.of(text.split("\n")));
    for (var i = 0; i <= random.nextInt(3); i++) {
      var at = random.nextInt(lines.size());
      var line = lines.get(at);
      var odd = ODD.get(random.nextInt(ODD.size()));
      switch (random.nextInt(6)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, line);
        case 2 -> lines.set(at, "  " + line);
        case 3 -> lines.set(at, line.replaceFirst(": .*", ": " + odd.replace("\\", "")));
        case 4 -> lines.set(at, line.replaceFirst("[a-z]", odd));
        default -> lines.set(at, line.substring(random.nextInt(line.length() + 1)));
      }
      if (lines.isEmpty()) {
        lines.add("");
      }
    }
    return String.join("\n", lines);
  }
}
