package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {
  private static final String QWEN = "Qwen/Qwen3-32B";

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  private static List<String> texts(JsonNode array, String key) {
    return array.valueStream().map(row -> row.path(key).asText()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "list models",
        "list recipes",
        "list configs",
        "list accelerators",
        "list engines",
        "status",
        "show-config " + QWEN,
        "debug gpu-info",
        "debug recipe-info " + QWEN,
        "debug config-info " + QWEN + " 4",
        "debug cache-info",
        "debug system-info",
        "debug engine-diff vllm 0.32.0 0.33.0",
        "cache stats",
        "cache list",
        "cache validate",
        "version",
        "list-recipes",
        "show-configurations " + QWEN,
        "select-recipe " + QWEN + " --gpu-count 4 --hardware 8xMI300X"
      })
  void answersInOneEnvelopeAndNothingElse(String command) {
    var ran = aim.run((command + " --format json").split(" "));

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.json().path("success").asBoolean()).isTrue();
    assertThat(ran.json().has("data")).isTrue();
    assertThat(ran.json().path("message").asText()).isNotEmpty();
    assertThat(ran.out()).startsWith("{").endsWith("}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status nope",
        "stop nope",
        "logs nope",
        "test nope",
        "show-config no/model",
        "plan",
        "plna",
        "list nothing",
        "cache nothing",
        "plan x/y --gpu-count many",
        "plan " + QWEN + " --precision 3bit",
        "plan " + QWEN + " --gpu-count -1",
        "plan " + QWEN + " --context -5",
        "plan " + QWEN + " --goal speed",
        "plan " + QWEN + " --backend tgi",
        "plan " + QWEN + " --image ::",
        "plan " + QWEN + " --recipe nothing --hardware 8xMI300X",
        "plan " + QWEN + " --hardware 0xMI300X",
        "plan " + QWEN + " --catalog nowhere",
        "plan " + QWEN + " --format xml",
        "launch " + QWEN + " --name Not_A_Name --dry-run",
        "apply",
        "apply -f nowhere.yaml",
        "delete -f nowhere.yaml",
        "stop",
        "cache download no/model"
      })
  void misuseIsExitTwoWithACodeAndNoStackTrace(String command) {
    var ran = aim.run(command.split(" "));

    assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(2);
    assertThat(ran.err())
        .containsPattern("\\[[a-z]+\\.[a-z-]+\\]")
        .doesNotContain("internal.defect");
    assertThat(ran.err()).doesNotContain("\tat ");
  }

  @Test
  void aFailureInJsonIsAnEnvelopeOnStandardOutput() {
    var ran = aim.run("status", "nope", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.json().path("success").asBoolean(true)).isFalse();
    assertThat(ran.error().path("code").asText()).isEqualTo("endpoint.unknown");
    assertThat(ran.error().path("details").path("exit_code").asInt()).isEqualTo(2);
    assertThat(ran.json().path("timestamp").asText()).isEqualTo(InProcess.NOW.toString());
  }

  @Test
  void aMisspelledOptionOrCommandNamesTheNearest() {
    assertThat(aim.run("plan", QWEN, "--precison", "fp8").err())
        .contains("Did you mean --precision?");
    assertThat(aim.run("plna", QWEN).err()).contains("Did you mean plan?");
    assertThat(aim.run("show-config", "Qwen/Qwen3-32").err()).contains("Did you mean " + QWEN);
  }

  @Test
  void theFormatIsHonouredEvenWhenTheRestDoesNotParse() {
    assertThat(aim.run("plan", "--nonsense", "-o", "json").error().path("code").asText())
        .isEqualTo("cli.usage");
    assertThat(aim.run("plan", "--nonsense", "--format=yaml").out()).startsWith("success: false");
  }

  @Test
  void filtersWhatItLists() {
    var models = aim.run("list", "models", "--filter", "qwen3", "-o", "json").data();
    assertThat(texts(models, "model")).isNotEmpty().allMatch(id -> id.startsWith("Qwen/Qwen3"));

    var recipes = aim.run("list", "recipes", "--filter", "MI250", "-o", "json").data();
    assertThat(texts(recipes, "hardware")).isNotEmpty().containsOnly("MI250");

    var nothing = aim.run("list", "engines", "--filter", "tgi");
    assertThat(nothing.exit()).isZero();
    assertThat(nothing.out()).contains("No engine matches --filter tgi");
  }

  @Test
  void listsTheWholeCatalog() {
    assertThat(aim.run("list", "models", "-o", "json").data()).hasSizeGreaterThanOrEqualTo(53);
    assertThat(texts(aim.run("list", "accelerators", "-o", "json").data(), "accelerator"))
        .contains("cpu", "MI210", "MI250", "MI300X", "MI325X", "MI355X");
    assertThat(texts(aim.run("list", "engines", "-o", "json").data(), "version"))
        .contains("0.33.0", "0.5.23", "0.32.0+cpu");
  }

  @Test
  void showConfigKeysItsColumnsAsTheReferenceDoes() {
    var shown = aim.run("show-config", QWEN, "--gpu-count", "4", "-o", "json").data();
    var columns = shown.path("configurations");

    assertThat(shown.path("model").asText()).isEqualTo(QWEN);
    assertThat(columns.properties())
        .isNotEmpty()
        .allSatisfy(column -> {
          assertThat(column.getKey()).matches("4gpu_[a-z0-9]+_(vllm|sglang)(_[a-z0-9]+)?");
          for (var key : List.of("recipe_id", "gpu_count", "precision", "backend", "enabled")) {
            assertThat(column.getValue().has(key)).as(key).isTrue();
          }
        });
  }

  @Test
  void oldSpellingsWorkAndStayOutOfTheHelp() {
    var recipes = aim.run("list-recipes", "-o", "json");
    assertThat(recipes.out()).isEqualTo(aim.run("list", "recipes", "-o", "json").out());
    assertThat(aim.run("serve", "HuggingFaceTB/SmolLM2-135M-Instruct", "--dry-run").exit())
        .isZero();
    var generated = aim.run("aim-generate", "HuggingFaceTB/SmolLM2-135M-Instruct");
    assertThat(generated.out().lines()).hasSize(1);

    assertThat(aim.run("--help").out())
        .doesNotContain("serve,")
        .doesNotContain("list-recipes")
        .doesNotContain("show-configurations")
        .doesNotContain("select-recipe")
        .doesNotContain("aim-generate");
  }

  @Test
  void everyCommandTellsTheVersion() {
    for (var command : List.of("--version", "plan --version", "cache list --version")) {
      assertThat(aim.run(command.split(" ")).out()).startsWith("aim-engine ");
    }
  }

  @Test
  void theCompletionScriptIsGoodBash() throws Exception {
    for (var shell : List.of("bash", "zsh")) {
      var script = aim.run("completion", shell);
      assertThat(script.exit()).isZero();
      assertThat(script.out()).contains("aim-engine", "--hardware");
      var bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
      try (var in = bash.getOutputStream()) {
        in.write(script.out().getBytes(StandardCharsets.UTF_8));
      }
      var said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor()).as(said).isZero();
    }
  }

  @Test
  void aDryRunStartsNothingAndTouchesNothing() {
    var ran = aim.run("launch", "HuggingFaceTB/SmolLM2-135M-Instruct", "--dry-run", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(texts(aim.run("list", "-o", "json").data(), "name")).isEmpty();
    assertThat(ran.data().path("runtime").asText()).isEqualTo("embedded");
    assertThat(ran.data().path("command").valueStream().map(JsonNode::asText))
        .contains("--model", "--alias");
  }

  @Test
  void theCacheFolderOfTheCommandLineGoesBeforeTheEnvironment() {
    var ran =
        aim.run(
            "launch",
            "HuggingFaceTB/SmolLM2-135M-Instruct",
            "--dry-run",
            "--cache-dir",
            folder.resolve("elsewhere").toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains(folder.resolve("elsewhere").toString());
  }

  @Test
  void anEmptyCacheSaysHowToFillIt() {
    assertThat(aim.run("cache", "list").out()).contains("aim-engine cache download");
    var stats = aim.run("cache", "stats", "-o", "json").data();
    assertThat(stats.path("total_models").asInt(-1)).isZero();
    assertThat(stats.path("total_size").asInt(-1)).isZero();
    assertThat(stats.path("cache_dir").asText()).isEqualTo(folder.resolve("cache").toString());
  }

  @Test
  void applyOfWhatDoesNotFitHereStartsNothing() {
    aim.file(
        "e.yaml",
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: big}
        spec: {model: meta-llama/Llama-3.1-405B-Instruct}
        """);
    var ran = aim.run("apply", "-f", "e.yaml", "--hardware", "1xMI300X", "-o", "json");

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.error().path("code").asText()).isEqualTo("plan.infeasible");
    assertThat(aim.run("delete", "-f", "e.yaml").out()).contains("was not there");
  }

  @Test
  void whatOthersWroteCannotMoveTheCursor() {
    var ran = aim.run("status", "a\u001b[2Jb");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).doesNotContain("\u001b");
  }
}
