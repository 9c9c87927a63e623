package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.plan.PlanResult.Infeasible;
import io.aimengine.plan.PlanResult.Planned;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Wishes;
import io.aimengine.yaml.Yaml;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  @Test
  void takesOneGpuForASmallModelOnALargeNode() {
    assertThat(planned("meta-llama/Llama-3.1-8B-Instruct", "8xMI300X").candidate().gpuCount())
        .isEqualTo(1);
  }

  @Test
  void servesOnProcessorsUnaskedOnlyWhereThereIsNoGpuAtAll() {
    var processors = "{name: c, cpu: 16, memory: 64Gi}";
    var small = Worlds.endpoint("HuggingFaceTB/SmolLM2-135M-Instruct", Wishes.none());
    assertThat(on(small, "nodes: [" + processors + "]")).isEqualTo("llamacpp on cpu");
    var full = "nodes: [" + processors + ", {name: g, accelerator: MI300X, count: 8, free: 0}]";
    assertThat(on(small, full)).as("no GPU is free").isEqualTo("nothing");
    var free = full.replace("free: 0", "free: 1");
    assertThat(on(small, free)).isEqualTo("vllm on MI300X");
    var asked = small.withWishes(Wishes.none().withHardware("cpu"));
    assertThat(on(asked, full)).isEqualTo("llamacpp on cpu");
  }

  @Test
  void cordonedGpusAreGpusToo() {
    var node =
        """
        {"apiVersion": "v1", "kind": "List", "items": [
          {"kind": "Node", "metadata": {"name": "c"},
           "status": {"allocatable": {"cpu": "16", "memory": "64Gi"}}},
          {"kind": "Node", "metadata": {"name": "g", "labels": {"amd.com/gpu.device-id": "74a1"}},
           "spec": {"unschedulable": true}, "status": {"allocatable": {"amd.com/gpu": "8"}}}]}
        """;
    var small = Worlds.endpoint("HuggingFaceTB/SmolLM2-135M-Instruct", Wishes.none());
    var read = InventoryReader.read(Yaml.parse("nodes", node), Worlds.CATALOG, "nodes");
    var blockers =
        new Planner(Worlds.CATALOG).plan(small, read.inventory()).explanation().blockers();
    assertThat(blockers).extracting(Objection::code).containsExactly("inventory.empty");
    assertThat(blockers.getFirst().message()).contains("no GPU of nodes can take work now");
  }

  private static String on(EndpointSpec spec, String inventory) {
    var read = InventoryReader.read(Yaml.parse("i", inventory), Worlds.CATALOG, "i");
    return switch (new Planner(Worlds.CATALOG).plan(spec, read.inventory())) {
      case Planned(var plan, _) ->
          plan.candidate().engine().engine().id() + " on " + plan.candidate().accelerator().name();
      case Infeasible _ -> "nothing";
    };
  }

  @Test
  void refusesAModelThatDoesNotFitWithItsNumbers() {
    var result = Worlds.plan("meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", "1xMI300X");
    assertThat(result).isInstanceOf(Infeasible.class);
    assertThat(result.explanation().rejected())
        .flatExtracting(Verdict::objections)
        .contains(
            new Objection("memory.weights", "weights 375.5 GiB, usable 176.6 GiB on 1 x MI300X"));
    assertThat(result.explanation().suggestions()).isNotEmpty();
  }

  @Test
  void namesTheNearestModelOfAnUnknownOne() {
    var blockers = Worlds.plan("Qwen/Qwen3-23B", "8xMI300X").explanation().blockers();
    assertThat(blockers).extracting(Objection::code).containsExactly("model.unknown");
    assertThat(blockers.getFirst().message()).contains("did you mean Qwen/Qwen3-");
  }

  @ParameterizedTest
  @CsvSource({
    "deepseek-ai/DeepSeek-R1, deepseek-ai/DeepSeek-R1-0528",
    "Qwen3-32B, Qwen/Qwen3-32B",
    "gpt-oss-120b, openai/gpt-oss-120b",
    "meta-llama/Llama-3.1-8B, meta-llama/Llama-3.1-8B-Instruct",
    "unsloth/Qwen3-32b, Qwen/Qwen3-32B",
    "Qwen3-23B, Qwen/Qwen3-",
  })
  void namesTheModelThatAShortOrForeignNameMeans(String written, String meant) {
    var blockers = Worlds.plan(written, "8xMI300X").explanation().blockers();
    assertThat(blockers.getFirst().message()).contains("did you mean " + meant);
  }

  @Test
  void keepsARunningPlanThatStillFits() {
    var planner = new Planner(Worlds.CATALOG);
    var spec = Worlds.endpoint("Qwen/Qwen3-32B", Wishes.none());
    var inventory = Worlds.machine("8xMI300X");
    var first = (Planned) planner.plan(spec, inventory);
    var second = (Planned) decideWith(planner, first, "4 x MI300X");
    assertThat(second.plan().candidate().gpuCount()).isEqualTo(4);
    assertThat(second.explanation().reasons()).anyMatch(r -> r.startsWith("kept although"));
  }

  /// The running plan asks for a GPU count that the machine no longer has.
  @Test
  void saysWhyItLeavesARunningPlan() {
    var planner = new Planner(Worlds.CATALOG);
    var spec = Worlds.endpoint("Qwen/Qwen3-32B", Wishes.none());
    var first = (Planned) planner.plan(spec, Worlds.machine("8xMI300X"));
    var label = first.plan().candidate().label().replace("1 x MI300X", "4 x MI300X");
    var moved = planner.plan(spec, Worlds.machine("2xMI300X"), List.of(), Optional.of(label));
    assertThat(moved.explanation().reasons())
        .anyMatch(r -> r.startsWith("leaves " + label + ": wants 4 x MI300X on one node"));
  }

  private static PlanResult decideWith(Planner planner, Planned first, String other) {
    var label = first.plan().candidate().label().replace("1 x MI300X", other);
    return planner.plan(
        first.plan().spec(), Worlds.machine("8xMI300X"), List.of(), Optional.of(label));
  }

  private static Plan planned(String model, String machine) {
    return ((Planned) Worlds.plan(model, machine)).plan();
  }
}
