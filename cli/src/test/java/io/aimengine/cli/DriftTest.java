package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    var all = new java.util.ArrayList<>(java.util.List.of(args));
    all.addAll(java.util.List.of("--save-bundle", "decision.zip"));
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
