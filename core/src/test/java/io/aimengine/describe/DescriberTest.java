package io.aimengine.describe;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DescriberTest {
  static String resource(String name) {
    try (var in =
        Objects.requireNonNull(
            DescriberTest.class.getResourceAsStream("/describe/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Model model(String name) {
    var files = ModelFiles.bare("acme/" + name, name, resource(name + ".json"));
    return Describer.describe(files).model().orElseThrow();
  }

  /// Parameters as the hub counts them, without image encoders and multi-token prediction.
  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, 8030261248",
    "qwen2.5-7b, 7615616512",
    "qwen3-30b-a3b, 30532122624",
    "gemma-2-9b, 9241705984",
    "deepseek-v3, 671026419200",
    "gpt-oss-20b, 20914757184",
    "mixtral-8x7b, 46702792704",
    "phi-4, 14659507200",
    "command-r-08-2024, 32296476672",
    "starcoder2-7b, 7173923840",
    "kimi-k2, 1026408232448",
  })
  void countsWeightsFromTheShapes(String name, long parameters) {
    assertThat(model(name).architecture().parameters()).isEqualTo(parameters);
  }

  /// 34 layers of (2560 x 2048 + 2 x 2560 x 1024 + 2048 x 2560 + 2 x 256 + 3 x 2560 x 10240 + 4 x
  /// 2560), 262208 x 2560 embeddings and a norm are 3,880,263,168; the encoder's 27 layers of 4 x
  /// 1152^2 + 2 x 1152 x 4304 are 411,070,464.
  @Test
  void takesTheClassDefaultsThatGemmasConfigLeavesOut() {
    var arch = model("gemma-3-4b").architecture();
    assertThat(arch.parameters()).isEqualTo(3_880_263_168L + 411_070_464L);
    assertThat(arch.vision().orElseThrow().parameters()).isEqualTo(411_070_464L);
    assertThat(arch.vision().orElseThrow().imageTokens()).isEqualTo(256);
    assertThat(arch.heads()).isEqualTo(8);
    assertThat(arch.kvHeads()).isEqualTo(4);
    assertThat(arch.context()).isEqualTo(131_072);
    assertThat(arch.multimodal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama-3.1-8b        | full 32",
        "qwen2.5-7b          | full 28",
        "gemma-2-9b          | sliding 21 of 4096, full 21",
        "gemma-3-4b          | sliding 29 of 1024, full 5",
        "gpt-oss-20b         | sliding 12 of 128, full 12",
        "llama-4-scout       | chunked 36 of 8192, full 12",
        "deepseek-v3         | latent 61 of 512 + 64",
        "qwen3-next-80b      | linear 36 of 1097728, full 12",
        "mistral-small-3.2   | full 40",
        "minimax-m2          | full 62",
        "qwen3.5-35b-a3b     | linear 30 of 1097728, full 10",
        "phi-4               | full 40",
      })
  void readsWhichLayersKeepWhat(String name, String expected) {
    assertThat(AttentionText.of(model(name).architecture())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama-3.1-8b        | bf16 none 0 -",
        "command-r-08-2024   | fp16 none 0 -",
        "deepseek-v3         | fp8 fp8 128 -",
        "gpt-oss-20b         | fp4 mxfp4 32 -",
        "llama-3.1-8b-w8a8   | int8 compressed-tensors 0 -",
        "qwen2.5-7b-awq      | int4 awq 128 -",
        "llama-3.1-8b-fp8-kv | fp8 quark 0 fp8",
        "bge-reranker-v2-m3  | fp32 none 0 -",
      })
  void readsHowWeightsAreStored(String name, String expected) {
    var own = model(name).own();
    var text =
        own.precision().id()
            + " "
            + own.quantization()
            + " "
            + own.blockSize()
            + " "
            + own.kvCache().map(kv -> kv.id()).orElse("-");
    assertThat(text).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qwen3-30b-a3b  | 128 of 768, 8 a token, 0 shared, after 0, every 1",
        "mixtral-8x7b   | 8 of 14336, 2 a token, 0 shared, after 0, every 1",
        "deepseek-v3    | 256 of 2048, 8 a token, 1 shared, after 3, every 1",
        "glm-4.5-air    | 128 of 1408, 8 a token, 1 shared, after 1, every 1",
        "gpt-oss-20b    | 32 of 2880, 4 a token, 0 shared, after 0, every 1",
        "qwen3-next-80b | 512 of 512, 10 a token, 1 shared, after 0, every 1",
        "llama-4-scout  | 16 of 8192, 1 a token, 1 shared, after 0, every 1",
      })
  void readsTheExperts(String name, String expected) {
    var e = model(name).architecture().experts().orElseThrow();
    assertThat(
            "%d of %d, %d a token, %d shared, after %d, every %d"
                .formatted(
                    e.count(),
                    e.intermediate(),
                    e.perToken(),
                    e.shared(),
                    e.denseLayers(),
                    e.every()))
        .isEqualTo(expected);
  }

  /// MiniMax publishes 230 B with 10 B active, Qwen 35 B with 3 B active.
  @ParameterizedTest
  @CsvSource({"minimax-m2, 229, 10", "qwen3.5-35b-a3b, 35, 3"})
  void countsWhatNewFamiliesPublish(String name, double billions, double active) {
    var arch = model(name).architecture();
    assertThat(arch.parameters() / 1e9)
        .isCloseTo(billions, org.assertj.core.data.Percentage.withPercentage(2));
    assertThat(arch.active() / 1e9)
        .isCloseTo(
            active,
            org.assertj.core.data.Percentage.withPercentage(30)); // embeddings and encoder counted
  }

  @Test
  void yarnStretchesTheOriginalLength() {
    assertThat(model("deepseek-v3").architecture().context()).isEqualTo(4096 * 40);
    assertThat(model("llama-3.1-8b").architecture().context()).isEqualTo(131_072);
  }

  @Test
  void tellsRerankersFromGenerators() {
    assertThat(model("bge-reranker-v2-m3").task()).isEqualTo(Model.Task.RERANK);
    assertThat(model("phi-4").task()).isEqualTo(Model.Task.TEXT_GENERATION);
  }

  @Test
  void saysWhatIsMissingAndMakesNoModel() {
    var files =
        ModelFiles.bare(
            "acme/x", "x", "{\"architectures\": [\"XForCausalLM\"], \"hidden_size\": 64}");
    var description = Describer.describe(files);
    assertThat(description.model()).isEmpty();
    assertThat(description.known()).contains("class XForCausalLM", "hidden_size 64");
    assertThat(description.missing())
        .contains("num_hidden_layers", "num_attention_heads", "vocab_size", "intermediate_size")
        .doesNotContain("hidden_size");
  }

  @Test
  void anArchitectureThatNobodyDescribedIsAnEstimateAndSaysSo() {
    var config =
        resource("llama-3.1-8b.json").replace("\"llama\"", "\"novel\"").replace("Llama", "Novel");
    var description = Describer.describe(ModelFiles.bare("acme/novel", "x", config));
    assertThat(description.remarks()).anyMatch(r -> r.contains("\"novel\" is not described"));
    assertThat(description.remarks()).doesNotHaveDuplicates();
    assertThat(description.model().orElseThrow().unsure())
        .contains("architecture", "architecture.parameters", "architecture.attention", "task");
  }

  @Test
  void whatAnUnknownClassLeavesOutIsCountedAndSaid() {
    var config =
        """
        {"architectures": ["NovelForCausalLM"], "model_type": "novel", "hidden_size": 4096,
         "num_hidden_layers": 32, "num_attention_heads": 32, "vocab_size": 32000,
         "intermediate_size": 1408, "num_experts": 64, "max_position_embeddings": 8192}
        """;
    var description = Describer.describe(ModelFiles.bare("acme/novel", "x", config));
    assertThat(description.model().orElseThrow().unsure())
        .contains(
            "architecture.kv_heads",
            "architecture.head_dim",
            "architecture.experts",
            "architecture.tied_embeddings",
            "checkpoint.precision",
            "checkpoint.artifacts",
            "parsers");
    assertThat(description.remarks())
        .contains("architecture.experts: read as 1 of 64 for each token, 0 shared, 0 dense layers");
  }

  @Test
  void aWindowWithoutARuleCountsAsFullAttention() {
    var config =
        resource("llama-3.1-8b.json")
            .replace("\"llama\"", "\"novel\"")
            .replace("\"tie_word", "\"sliding_window\": 4096, \"tie_word");
    var description = Describer.describe(ModelFiles.bare("acme/novel", "x", config));
    var arch = description.model().orElseThrow().architecture();
    assertThat(AttentionText.of(arch)).isEqualTo("full 32");
    assertThat(description.model().orElseThrow().unsure()).contains("architecture.attention");
  }

  @ParameterizedTest
  @CsvSource({"'', no JSON", "'[1]', no JSON", "'{\"a\": Infinity', no JSON"})
  void aFileThatIsNoConfigIsNoModel(String text, String why) {
    var description = Describer.describe(ModelFiles.bare("acme/x", "x", text));
    assertThat(description.model()).isEmpty();
    assertThat(description.missing()).anyMatch(m -> m.contains(why));
  }

  /// Figures of every size in every place: a model that the catalog takes, or a sentence.
  @Test
  void nonsenseEndsInASentenceOrInAFileThatIsRead() {
    var random = new java.util.Random(11);
    var words =
        new String[] {"0", "-1", "1", "3", "2147483647", "1e9", "null", "\"x\"", "[]", "{}"};
    var names =
        new String[] {
          "qwen3-30b-a3b",
          "gemma-3-4b",
          "deepseek-v3",
          "qwen3-next-80b",
          "llama-4-scout",
          "llama-3.1-8b-fp8-kv"
        };
    for (var i = 0; i < 600; i++) {
      var text = resource(names[i % names.length] + ".json");
      for (var j = 0; j < 3; j++) {
        var numbers = java.util.regex.Pattern.compile(": (\\d+)(?=[,}])").matcher(text);
        var count = (int) numbers.results().count();
        var skip = random.nextInt(Math.max(1, count));
        numbers.reset();
        while (numbers.find()) {
          if (skip-- == 0) {
            text =
                text.substring(0, numbers.start(1))
                    + words[random.nextInt(words.length)]
                    + text.substring(numbers.end(1));
            break;
          }
        }
      }
      var description = Describer.describe(ModelFiles.bare("acme/x", "x", text));
      assertThat(description.model().isPresent() || !description.missing().isEmpty()).isTrue();
      if (i % 10 == 0 && description.model().isPresent()) {
        var written = ModelFile.text(description.model().get(), description.remarks());
        assertThat(
                Catalogs.overlay(Catalogs.builtin(), Map.of("models/x.yaml", written)).problems())
            .as(text)
            .isEmpty();
      }
    }
  }

  @Test
  void whatItWritesIsReadAsTheSameModel() {
    for (var name :
        new String[] {
          "gemma-3-4b", "qwen3-next-80b", "deepseek-v3", "llama-4-scout", "gpt-oss-20b"
        }) {
      var model = model(name);
      var read =
          Catalogs.overlay(
              Catalogs.builtin(),
              Map.of(ModelFile.path(model), ModelFile.text(model, java.util.List.of())));
      assertThat(read.problems()).as(name).isEmpty();
      assertThat(read.catalog().model("acme/" + name).orElseThrow()).isEqualTo(model);
    }
  }
}
