package io.aimengine.flags;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.EngineDiff.Broken;
import io.aimengine.flags.EngineDiff.Change;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineDiffTest {
  private static final String VERSION =
      """
      engine: vllm
      version: "%s"
      platform: rocm
      defaults: {port: 8000, memory_fraction: 0.92, block_size: 16}
      probe: {health: /health, metrics: /metrics, startup_seconds: 1800}
      images: []
      metrics: {running: a, waiting: b, generation_tokens: c}
      quantizations: {gfx942: [none]}
      architectures: [LlamaForCausalLM]
      sources: [a test]
      """;
  private static final String FLAGS =
      """
      engine: vllm
      version: "%s"
      source: a test
      flags:
      """;

  @Test
  void namesWhatIsGoneNewAndChanged() {
    var catalog =
        catalog(
            """
              - {name: "--gone", type: "text"}
              - {name: "--kept", type: "text"}
              - {name: "--kv", type: "text", choices: ["auto", "fp8"], default: "auto"}
              - {name: "--size", aliases: ["-s"], type: "integer"}
            """,
            """
              - {name: "--kept", type: "text"}
              - {name: "--kv", type: "text", choices: ["auto", "fp8_e4m3"], default: "fp8_e4m3"}
              - {name: "--new", type: "switch"}
              - {name: "--size", type: "number", deprecated: true}
            """);
    var diff = diff(catalog, "1.0", "2.0");
    assertThat(diff.gone()).containsExactly("--gone");
    assertThat(diff.added()).containsExactly("--new");
    assertThat(diff.changed())
        .containsExactly(
            new Change("--kv", "choices", "fp8", "fp8_e4m3"),
            new Change("--kv", "default", "auto", "fp8_e4m3"),
            new Change("--size", "type", "integer", "number"),
            new Change("--size", "names", "-s", ""),
            new Change("--size", "deprecated", "no", "yes"));
  }

  @Test
  void tellsAnotherNegationFromAnotherName() {
    var catalog =
        catalog(
            """
              - {name: "--enable-a", type: "switch"}
              - {name: "--b", type: "switch", negation: "--no-b"}
              - {name: "--c", type: "switch"}
            """,
            """
              - {name: "--enable-a", aliases: ["--disable-a"], type: "switch"}
              - {name: "--b", type: "switch"}
              - {name: "--c", aliases: ["--cc"], type: "switch", negation: "--no-c"}
            """);
    assertThat(diff(catalog, "1.0", "2.0").changed())
        .containsExactly(
            new Change("--b", "negation", "--no-b", ""),
            new Change("--c", "names", "", "--cc, --no-c"),
            new Change("--enable-a", "negation", "", "--disable-a"));
  }

  @Test
  void namesTheRecipesThatTheNewVersionRefuses() {
    var catalog =
        catalog(
            """
              - {name: "--gone", type: "text"}
              - {name: "--kept", type: "text"}
            """,
            """
              - {name: "--kept", type: "text"}
            """);
    assertThat(diff(catalog, "1.0", "2.0").broken())
        .contains(new Broken("mine", 2, "args.--gone: launch.unknown-flag"))
        .noneMatch(broken -> broken.gpus() == 1);
    assertThat(diff(catalog, "2.0", "1.0").broken()).noneMatch(b -> b.recipe().equals("mine"));
  }

  @Test
  void aVersionDoesNotDifferFromItself() {
    var catalog = Catalogs.builtin();
    for (var version : catalog.engines()) {
      var diff = EngineDiff.of(catalog, version, version);
      assertThat(diff.gone()).isEmpty();
      assertThat(diff.added()).isEmpty();
      assertThat(diff.changed()).isEmpty();
      assertThat(diff.broken()).isEmpty();
    }
  }

  private static EngineDiff diff(Catalog catalog, String before, String after) {
    return EngineDiff.of(
        catalog,
        catalog.engine(Engine.VLLM, before).orElseThrow(),
        catalog.engine(Engine.VLLM, after).orElseThrow());
  }

  private static Catalog catalog(String before, String after) {
    var recipe =
        """
        recipe_id: mine
        model_id: Qwen/Qwen3-32B
        hardware: MI300X
        precision: bf16
        vllm_serve:
          1_gpu: {enabled: true, args: {--kept: x}}
          2_gpu: {enabled: true, args: {--kept: x, --gone: y}}
        """;
    var read =
        Catalogs.overlay(
            Catalogs.builtin(),
            Map.of(
                "engines/vllm/1.0.yaml",
                VERSION.formatted("1.0"),
                "engines/vllm/2.0.yaml",
                VERSION.formatted("2.0"),
                "engines/vllm/1.0.flags.yaml",
                FLAGS.formatted("1.0") + before,
                "engines/vllm/2.0.flags.yaml",
                FLAGS.formatted("2.0") + after,
                "recipes/mine.yaml",
                recipe));
    assertThat(read.problems()).isEmpty();
    return read.catalog();
  }
}
