package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `explain` and `suggest` tell people to type leads to what they promise.
final class AdviceIsTrueTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "Qwen/Qwen3-32B, 8xMI300X, sglang 4",
    "Qwen/Qwen3-32B, 8xMI300X, fp8",
    "amd/Llama-3.1-405B-Instruct-FP8-KV, 8xMI300X, 4xMI355X",
    "meta-llama/Llama-3.1-405B-Instruct, 8xMI300X, 1",
    "deepseek-ai/DeepSeek-R1-0528, 8xMI300X, 4",
  })
  void whatWouldMakeItThePlanDoes(String model, String machine, String asked) {
    var ran = run("explain", model, "--hardware", machine, "--why-not", asked, "-o", "json");
    var remedies = ran.data().path("why_not").path("would_win");
    assertThat(remedies).isNotEmpty();
    for (var remedy : remedies) {
      assertPlans(model, machine, remedy);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen/Qwen3-32B, 8xMI300X",
    "deepseek-ai/DeepSeek-R1-0528, 8xMI300X",
    "meta-llama/Llama-3.3-70B-Instruct, 1xMI210",
    "openai/gpt-oss-120b, 4xMI250",
  })
  void everyStepOfTheLadderIsPlannedSo(String model, String machine) {
    var ran = run("suggest", model, "--hardware", machine, "-o", "json");
    var steps = ran.data().path("steps");
    assertThat(steps).isNotEmpty();
    for (var step : steps) {
      assertPlans(step.path("model").asText(), machine, step);
    }
  }

  private void assertPlans(String model, String machine, JsonNode promised) {
    var args = new ArrayList<>(List.of("plan", model, "-o", "json"));
    var options = new ArrayList<String>();
    promised.path("options").forEach(o -> options.addAll(List.of(o.asText().split(" "))));
    args.addAll(options);
    if (options.stream().noneMatch("--hardware"::equals)) {
      args.addAll(List.of("--hardware", machine));
    }
    var plan = run(args.toArray(String[]::new)).data();
    var label =
        "%s / %s %s / %s x %s"
            .formatted(
                plan.path("recipe_id").asText(),
                plan.path("engine").asText(),
                plan.path("engine_version").asText(),
                plan.path("gpu_count").asText(),
                plan.path("hardware").asText());
    assertThat(label).as("%s", args).isEqualTo(promised.path("candidate").asText());
  }

  private InProcess.Ran run(String... args) {
    return InProcess.in(folder).run(args);
  }
}
