package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Model files in the form of the reference (config/models/*.yaml), and `extends`.
class ReferenceModelTest {
  private static final String LLAMA =
      """
      model_id: amd/Llama-3_1-405B-Instruct-FP8-KV
      name: Llama 3.1 405B Instruct FP8
      builder: AMD
      family: Llama
      size: 405B
      huggingface_id: amd/Llama-3_1-405B-Instruct-FP8-KV
      description: Quantised by AMD.
      logo: llama.png
      readiness_level: Production-Ready
      status_badges: [FP8, FlashAttention, Featured]
      tags: [Text Generation, Multilingual]
      license: Meta RAIL
      endpoint: https://api.example.com/v1/chat/completions
      demo_assets: {notebook: "https://example.com/n", demo_link: "https://example.com/d"}
      aim_recipes:
        - {name: MI300X FP8, hardware: MI300X, precision: FP8, recipe_file: configs/a.yaml}
      api_examples: {python: "print(1)", shell: curl}
      model_card:
        overview: A large model.
        intended_use: [Chat]
        limitations: [Large]
        training_data: Not published
        evaluation:
          - MMLU: 88.6
          - "HumanEval: 89"
        known_issues: []
        references: ["https://huggingface.co/amd"]
      """;

  private final Catalog builtin = Catalogs.builtin();

  @Test
  void describeAModelThatTheCatalogKnows() {
    var read = Catalogs.overlay(builtin, Map.of("models/llama.yaml", LLAMA));

    assertThat(read.problems()).isEmpty();
    var was = builtin.model("meta-llama/Llama-3.1-405B-Instruct").orElseThrow();
    for (var name :
        List.of(
            "amd/Llama-3_1-405B-Instruct-FP8-KV",
            "amd/Llama-3.1-405B-Instruct-FP8-KV",
            "meta-llama/Llama-3.1-405B-Instruct")) {
      var model = read.catalog().model(name).orElseThrow();
      assertThat(model.description()).as(name).isEqualTo("Quantised by AMD.");
      assertThat(model.id()).isEqualTo(was.id());
      assertThat(model.architecture()).isEqualTo(was.architecture());
      assertThat(model.checkpoints()).isEqualTo(was.checkpoints());
      assertThat(model.parsers()).isEqualTo(was.parsers());
      assertThat(model.licence()).isEqualTo("meta-rail");
      assertThat(model.tags())
          .containsExactly("Text Generation", "Multilingual", "FP8", "FlashAttention", "Featured");
      assertThat(model.card().evaluation()).containsExactly("MMLU: 88.6", "HumanEval: 89");
      assertThat(model.card().trainingData()).isEqualTo("Not published");
    }
    assertThat(read.catalog().models()).hasSameSizeAs(builtin.models());
    assertThat(read.catalog().recipes(was.id())).isEqualTo(builtin.recipes(was.id()));
  }

  @Test
  void sayWhatWasTranslatedAndLeftOut() {
    var document = CatalogText.read(Map.of("models/llama.yaml", LLAMA));
    assertThat(document.problems()).isEmpty();
    var parsed = io.aimengine.yaml.Yaml.parse("models/llama.yaml", LLAMA);
    assertThat(Catalogs.documents("models/llama.yaml", LLAMA, parsed))
        .singleElement()
        .satisfies(d -> {
          assertThat(d.dialect()).isEqualTo("reference model");
          assertThat(d.translated())
              .contains(
                  "status_badges are read as tags",
                  "api_examples is left out: requests go to the endpoint that is started")
              .anyMatch(note -> note.startsWith("evaluation: {\"MMLU\":88.6} is read as a text"));
        });
  }

  @Test
  void anUnknownFieldIsAWarning() {
    var text = LLAMA + "mood: cheerful\n";
    assertThat(CatalogText.read(Map.of("models/llama.yaml", text)).problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.code()).isEqualTo("catalog.ignored");
          assertThat(p.isError()).isFalse();
          assertThat(p.mark().line()).isEqualTo(text.lines().count());
        });
  }

  @Test
  void aModelThatNobodyKnowsNeedsFigures() {
    var read =
        Catalogs.overlay(
            builtin,
            Map.of("models/a.yaml", "model_id: nobody/mine\nhuggingface_id: nobody/mine\n"));
    assertThat(read.problems()).extracting(Problem::code).containsExactly("catalog.no-figures");
    assertThat(read.catalog().model("nobody/mine")).isEmpty();
    assertThat(read.catalog().models()).hasSameSizeAs(builtin.models());
  }

  @Test
  void aWholeCatalogHasNothingToExtend() {
    var read = Catalogs.read(Map.of("models/a.yaml", "model_id: a/b\nextends: Qwen/Qwen3-8B\n"));
    assertThat(read.problems()).extracting(Problem::code).containsExactly("catalog.no-figures");
    assertThat(read.catalog().models()).isEmpty();
  }

  @Test
  void aFileMayExtendInTheCatalogsOwnForm() {
    var read =
        Catalogs.overlay(
            builtin,
            Map.of("models/a.yaml", "model_id: us/chat\nextends: Qwen/Qwen3-8B\nsize: 8B\n"));
    assertThat(read.problems()).isEmpty();
    var model = read.catalog().model("us/chat").orElseThrow();
    assertThat(model.id()).isEqualTo("Qwen/Qwen3-8B");
    assertThat(model.card()).isEqualTo(builtin.model("Qwen/Qwen3-8B").orElseThrow().card());
  }

  @Test
  void whatExtendsLeavesTheFiguresAlone() {
    var text = "model_id: us/chat\nextends: Qwen/Qwen3-8B\ngated: true\n";
    assertThat(CatalogText.read(Map.of("models/a.yaml", text)).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.path()).isEqualTo("gated"));
  }
}
