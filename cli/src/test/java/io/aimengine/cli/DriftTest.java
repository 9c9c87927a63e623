package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Model.Task;
import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.EndpointState;
import io.aimengine.local.run.Phase;
import io.aimengine.local.run.RunSpec;
import io.aimengine.local.run.StateDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drift of a saved decision: none where nothing changed, else what changed and why; exit code 8.
final class DriftTest {
  private static final String BETTER =
      """
      recipe_id: better
      model_id: Qwen/Qwen3-32B
      huggingface_id: Qwen/Qwen3-32B
      hardware: MI300X
      precision: bf16
      origin: tested
      rationale: measured here
      evidence:
        - {gpu_count: 1, engine: vllm, engine_version: "0.33.0", input_tokens: 1024, output_tokens: 1024, concurrency: 64, tokens_per_second: 4000, source: "a run"}
      vllm_serve:
        1_gpu:
          enabled: true
          args: {--max-model-len: "4096"}
      """;

  @TempDir Path folder;

  private InProcess saved(String... args) {
    var aim = InProcess.in(folder);
    var all = new java.util.ArrayList<>(List.of(args));
    all.addAll(List.of("--save-bundle", "decision.zip"));
    assertThat(aim.run(all.toArray(String[]::new)).err()).contains("saved");
    return aim;
  }

  @Test
  void nothingChangedIsNoDrift() {
    var aim = saved("plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X");
    var ran = aim.run("drift", "--bundle", "decision.zip");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("no drift");
  }

  @Test
  void aBetterRecipeIsDriftWithItsReason() {
    var aim = saved("plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X");
    aim.file("own/recipes/better.yaml", BETTER);
    var ran = aim.run("drift", "--bundle", "decision.zip", "--catalog", "own", "-o", "json");
    assertThat(ran.exit()).isEqualTo(8);
    var drift = ran.data().get(0);
    assertThat(drift.path("drift").asText()).isEqualTo("choice");
    assertThat(drift.path("now").asText()).startsWith("better / vllm");
    assertThat(drift.path("reasons").toString()).contains("tested goes before");
    assertThat(drift.path("differences").toString()).contains("--max-model-len");
  }

  @Test
  void aChangedFlagOfTheSameRecipeIsDriftOfTheCommand() {
    var aim = InProcess.in(folder);
    aim.file("own/recipes/better.yaml", BETTER);
    var args = new String[] {"plan", "Qwen/Qwen3-32B", "--hardware", "8xMI300X"};
    aim.run(
        args[0], args[1], args[2], args[3], "--catalog", "own", "--save-bundle", "decision.zip");
    aim.file("own/recipes/better.yaml", BETTER.replace("\"4096\"", "\"8192\""));
    var ran = aim.run("drift", "--bundle", "decision.zip", "--catalog", "own", "-o", "json");
    assertThat(ran.exit()).isEqualTo(8);
    var drift = ran.data().get(0);
    assertThat(drift.path("drift").asText()).isEqualTo("command");
    var difference = drift.path("differences").get(0);
    assertThat(difference.path("what").asText()).isEqualTo("--max-model-len");
    assertThat(difference.path("then").asText()).endsWith("4096");
    assertThat(difference.path("now").asText()).endsWith("8192");
  }

  @Test
  void aRecipeThatIsGoneIsSaidToBeGone() {
    var aim = InProcess.in(folder);
    aim.file("own/recipes/better.yaml", BETTER);
    aim.run(
        "plan",
        "Qwen/Qwen3-32B",
        "--hardware",
        "8xMI300X",
        "--catalog",
        "own",
        "--save-bundle",
        "decision.zip");
    var ran = aim.run("drift", "--bundle", "decision.zip");
    assertThat(ran.exit()).isEqualTo(8);
    assertThat(ran.out()).contains("another choice today").contains("there is no such candidate");
  }

  private static final String SMOL = "HuggingFaceTB/SmolLM2-135M-Instruct";

  /// An endpoint of this machine that was stopped, as a launch leaves it.
  private EndpointDir endpoint(String recipe) {
    var dir = new StateDir(folder.resolve("state")).endpoint("demo");
    dir.write(
        new RunSpec(
            "demo",
            "hash",
            new RunSpec.Summary(SMOL, recipe, "llamacpp", "b4916", "cpu", "int4", 1, 8192),
            RunSpec.RuntimeKind.EMBEDDED,
            RunSpec.Command.of(List.of("engine"), Map.of()),
            new RunSpec.Serving(
                "127.0.0.1", 8000, SMOL, Task.TEXT_GENERATION, "/health", "/metrics", Map.of(), ""),
            RunSpec.Policy.standard(Duration.ofSeconds(60)),
            List.of(),
            List.of()));
    dir.write(EndpointState.starting(InProcess.NOW).to(Phase.STOPPED, InProcess.NOW));
    return dir;
  }

  @Test
  void anEndpointIsComparedWithTheDecisionThatWasKeptBesideIt() throws IOException {
    var aim = saved("plan", SMOL, "--context", "2048");
    var dir = endpoint("any");
    Files.move(folder.resolve("decision.zip"), dir.path().resolve("decision.zip"));
    var same = aim.run("drift", "demo");
    assertThat(same.out()).contains("no drift");
    assertThat(same.exit()).isZero();
    aim.file(
        "own/recipes/small.yaml",
        """
        recipe_id: small
        model_id: HuggingFaceTB/SmolLM2-135M-Instruct
        huggingface_id: HuggingFaceTB/SmolLM2-135M-Instruct-GGUF
        hardware: cpu
        precision: int4
        origin: curated
        rationale: mine
        llamacpp_serve:
          1_gpu:
            enabled: true
            args: {--ctx-size: "2048", --parallel: "1"}
        """);
    var other = aim.run("drift", "--all", "--catalog", "own");
    assertThat(other.exit()).isEqualTo(8);
    assertThat(other.out())
        .contains("another choice today")
        .contains("curated goes before generated");
  }

  @Test
  void withoutAKeptDecisionADifferenceProvesNothing() {
    endpoint("a-recipe-of-then");
    var ran = InProcess.in(folder).run("drift", "demo");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("cannot tell").contains("before decisions were kept");
  }

  @Test
  void aModelThatTodaysCatalogLacksProvesNothing() {
    var aim = InProcess.in(folder);
    var model = read("../catalog/models/qwen3-8b.yaml").replace("Qwen/Qwen3-8B", "Mine/Own-8B");
    aim.file("own/models/own-8b.yaml", model);
    aim.run(
        "plan",
        "Mine/Own-8B",
        "--hardware",
        "1xMI300X",
        "--catalog",
        "own",
        "--save-bundle",
        "decision.zip");
    var ran = aim.run("drift", "--bundle", "decision.zip");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("cannot tell").contains("does not know Mine/Own-8B");
    assertThat(aim.run("drift", "--bundle", "decision.zip", "--catalog", "own").out())
        .contains("no drift");
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nothingRunningIsNoDrift() {
    var ran = InProcess.in(folder).run("drift");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Nothing runs here");
  }

  @Test
  void aBundleNamesNoEndpoint() {
    assertThat(InProcess.in(folder).run("drift", "demo", "--bundle", "x.zip").exit()).isEqualTo(2);
  }
}
