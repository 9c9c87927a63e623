package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateCommandTest {
  /// Qwen3-14B under another name: 27.5 GiB.
  static final String CONFIG =
      """
      {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "head_dim": 128,
       "hidden_size": 5120, "intermediate_size": 17408, "max_position_embeddings": 40960,
       "num_attention_heads": 40, "num_hidden_layers": 40, "num_key_value_heads": 8,
       "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 151936}
      """;

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder).with("AIM_OFFLINE", "1");
  }

  @Test
  void whatItWritesIsWhatAPlanUses() {
    aim.file("tuned/config.json", CONFIG);
    var made = aim.run("generate", "recipe", "tuned", "--id", "acme/Tuned-14B", "--output", "mine");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(folder.resolve("mine/models/tuned-14b.yaml")).exists();
    assertThat(made.out()).contains("vllm on 1, 2, 4");

    var planned =
        aim.run(
            "plan", "acme/Tuned-14B", "--catalog", "mine", "--hardware", "8xMI300X", "-o", "json");
    assertThat(planned.exit()).as(planned.out()).isZero();
    assertThat(planned.data().path("recipe_id").asText())
        .isEqualTo("generated-tuned-14b-mi300x-bf16");
    assertThat(planned.data().path("origin").asText()).isEqualTo("generated");
  }

  @Test
  void aModelThatNobodyKnowsIsPlannedFromItsFolder() {
    aim.file("tuned/config.json", CONFIG);
    var unknown = aim.run("plan", "acme/Tuned-14B", "--hardware", "1xMI300X");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("aim-engine generate recipe acme/Tuned-14B");

    var planned =
        aim.run(
            "plan",
            "acme/Tuned-14B",
            "--model-path",
            "tuned",
            "--hardware",
            "1xMI300X",
            "-o",
            "json");
    assertThat(planned.exit()).as(planned.out()).isZero();
    assertThat(planned.data().path("recipe_id").asText())
        .isEqualTo("generated-tuned-14b-mi300x-bf16");
    assertThat(planned.data().path("command").toString())
        .contains(folder.resolve("tuned").toString());
  }

  @Test
  void printsTheFilesWithTheirWorking() {
    aim.file("tuned/config.json", CONFIG);
    var shown = aim.run("generate", "recipe", "tuned/config.json", "--hardware", "MI300X");
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("# models/tuned.yaml", "origin: generated", "never run", "weights 27.5")
        .contains("# 3 GPUs: 40 attention heads do not divide");
    assertThat(shown.err()).contains("no chat template");
  }

  @Test
  void makesRecipesForModelsOfTheCatalogWithoutAModelFile() {
    var made = aim.run("generate", "recipe", "Qwen/Qwen3-8B", "--all", "-o", "json");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.data().path("in_catalog").asBoolean()).isTrue();
    assertThat(made.data().path("files").valueStream().map(f -> f.path("path").asText()))
        .allMatch(path -> path.startsWith("recipes/qwen3-8b/"))
        .hasSizeGreaterThan(5);
  }

  @Test
  void overwritesNothingUnasked() throws Exception {
    aim.file("tuned/config.json", CONFIG);
    aim.file("mine/models/tuned.yaml", "mine: 1\n");
    var refused = aim.run("generate", "recipe", "tuned", "--output", "mine");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("mine/models/tuned.yaml is there already", "--force");
    assertThat(folder.resolve("mine/recipes")).doesNotExist();
    assertThat(aim.run("generate", "recipe", "tuned", "--output", "mine", "--force").exit())
        .isZero();
    assertThat(Files.readString(folder.resolve("mine/models/tuned.yaml"))).contains("local/tuned");
  }

  @Test
  void saysWhatAConfigLacks() {
    aim.file("poor/config.json", "{\"architectures\": [\"XForCausalLM\"], \"hidden_size\": 64}");
    var refused = aim.run("generate", "recipe", "poor");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("missing", "num_hidden_layers", "known: class XForCausalLM");
  }

  @Test
  void anEngineThatDoesNotKnowTheClassIsSaidNotGuessed() {
    aim.file("odd/config.json", CONFIG.replace("Qwen3ForCausalLM", "ZorkForCausalLM"));
    var shown = aim.run("generate", "recipe", "odd");
    assertThat(shown.exit()).isZero();
    assertThat(shown.out())
        .contains("enabled: false", "does not know the architecture ZorkForCausalLM")
        .doesNotContain("enabled: true");
  }

  @Test
  void withoutANetworkAModelOfTheHubIsAMatterOfTheNetwork() {
    var refused = aim.run("generate", "recipe", "acme/Unknown-1B");
    assertThat(refused.exit()).isEqualTo(6);
    assertThat(refused.err()).contains("AIM_OFFLINE", "config.json");
  }
}
