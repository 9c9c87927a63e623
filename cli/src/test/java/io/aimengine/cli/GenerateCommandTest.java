package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void whereNothingServesNothingIsWrittenAndTheReasonsAreSaid() {
    aim.file("odd/config.json", CONFIG.replace("Qwen3ForCausalLM", "ZorkForCausalLM"));
    var refused = aim.run("generate", "recipe", "odd", "--output", "mine");
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(refused.out())
        .contains("does not know the architecture ZorkForCausalLM")
        .doesNotContain("enabled");
    assertThat(refused.out().replaceAll("\\s+", " "))
        .contains("Known of local/odd:", "14,768,307,200 parameters", "about 27.5 GiB as bf16")
        .contains("40 layers of full attention, 8 KV heads of 128", "context 40,960 tokens")
        .contains("missing an engine version that has the class", "vllm 0.33.0")
        .contains("write that name under architectures", "tools/engine-flags");
    assertThat(refused.err())
        .contains("no engine of the catalog knows the architecture ZorkForCausalLM of local/odd")
        .contains("generate.unknown-architecture");
    assertThat(folder.resolve("mine")).doesNotExist();

    var json = aim.run("generate", "recipe", "odd", "-o", "json");
    assertThat(json.exit()).isEqualTo(4);
    assertThat(json.data().path("files")).isEmpty();
    assertThat(json.error().path("code").asText()).isEqualTo("generate.unknown-architecture");
    assertThat(json.data().at("/known/layers").asInt()).isEqualTo(40);
    assertThat(json.data().path("missing")).isNotEmpty();
    assertThat(json.data().at("/recipes/0/columns/0/why").asText()).contains("ZorkForCausalLM");
  }

  @Test
  void whatOneNodeCannotServeIsToldHowSeveralWould() {
    var refused =
        aim.run("generate", "recipe", "meta-llama/Llama-3.1-405B-Instruct", "--hardware", "MI250");
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(refused.out().replaceAll("\\s+", " "))
        .contains("Past one node: 2 nodes of 8", "--pipeline-parallel-size 2 --nnodes 2");
  }

  @Test
  void acceleratorsThatDoNotServeAreNamedBesideTheFiles() {
    var made =
        aim.run(
            "generate",
            "recipe",
            "meta-llama/Llama-3.1-405B-Instruct",
            "--hardware",
            "MI250,MI300X",
            "--output",
            "mine");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out()).contains("MI250 bf16: nothing serves", "weights 756.0 GiB");
    assertThat(folder.resolve("mine/recipes/llama-3.1-405b-instruct"))
        .isDirectoryContaining("glob:**mi300x**")
        .isDirectoryNotContaining("glob:**mi250**");
  }

  @Test
  void aRecipeIsForOneNode() {
    var refused = aim.run("generate", "recipe", "Qwen/Qwen3-8B", "--gpus", "9");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--gpus 9 is more than the 8 GPUs of a node", "--pipeline-parallel-size")
        .doesNotContain("manifest");
  }

  /// 48 heads and a vocabulary of 768 x 64.
  @Test
  void sixGpusServeWhatSixDivide() {
    aim.file(
        "six/config.json",
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 6144,
         "num_hidden_layers": 48, "num_attention_heads": 48, "num_key_value_heads": 12,
         "intermediate_size": 18432, "vocab_size": 49152, "max_position_embeddings": 32768}
        """);
    var made = aim.run("generate", "recipe", "six", "--gpus", "6");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out()).contains("6_gpu:", "--tensor-parallel-size: \"6\"");
    assertThat(aim.run("generate", "recipe", "six").out())
        .contains("3_gpu:", "6_gpu:", "# 5 GPUs:");
  }

  @Test
  void aNameThatNoModelCanHaveIsAMistake() {
    aim.file("tuned/config.json", CONFIG);
    var refused = aim.run("generate", "recipe", "tuned", "--id", "bad id");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--id bad id is no name of a model", "org/name");
  }

  @Test
  void aModelWithoutANameIsMissing() {
    for (var name : new String[] {"", " "}) {
      var refused = aim.run("generate", "recipe", name);
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("the model is missing", "Name org/name");
    }
  }

  @Test
  void anEncoderKeepsNoKvCacheAndTheWorkingSaysSo() {
    var made = aim.run("generate", "recipe", "BAAI/bge-m3", "--hardware", "MI300X");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(made.out().replaceAll("\\s+#?\\s*", " "))
        .contains("left; no KV cache: an encoder's requests leave nothing behind")
        .doesNotContain("0.0 KiB a token");
  }

  @Test
  void aPrecisionThatAModelLacksIsAMistake() {
    aim.file("tuned/config.json", CONFIG);
    var refused = aim.run("generate", "recipe", "tuned", "--precision", "fp8");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("local/tuned has no fp8 checkpoint", "It has bf16.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"./nope", "/x/y", "~/x", "a/b/c", "tuned/nope", "no.gguf", "x/config.json"})
  void aPathThatIsNotThereIsNoModelOfAHub(String path) {
    aim.file("tuned/config.json", CONFIG);
    var refused = aim.run("generate", "recipe", path);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).containsPattern("no such (folder|file): " + path);
  }

  @Test
  void aConfigThatIsNoJsonIsSaidToBe() {
    aim.file("broken/config.json", "{\"architectures\": [\n");
    var refused = aim.run("generate", "recipe", "broken");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("a config.json that can be read: it is no JSON at line 2");
  }

  @Test
  void withoutANetworkAModelOfTheHubIsAMatterOfTheNetwork() {
    var refused = aim.run("generate", "recipe", "acme/Unknown-1B");
    assertThat(refused.exit()).isEqualTo(6);
    assertThat(refused.err()).contains("AIM_OFFLINE", "config.json");
  }

  @Test
  void everyBadOptionIsSaidAtOnce() {
    var ran =
        aim.run(
            "generate",
            "recipe",
            "Qwen/Qwen3-14B",
            "--hardware",
            "MI999,MI300X,MI998",
            "--gpus",
            "12",
            "--goal",
            "fun",
            "--precision",
            "bf17",
            "--context",
            "-1",
            "--engine",
            "vllm,foo",
            "--id",
            "no");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .contains("MI999", "MI998", "--gpus 12", "--goal fun", "bf17", "--context", "foo", "--id");
  }
}
