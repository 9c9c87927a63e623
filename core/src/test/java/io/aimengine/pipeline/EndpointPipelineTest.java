package io.aimengine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.PlanResult.Infeasible;
import io.aimengine.plan.PlanResult.Planned;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import io.aimengine.yaml.Yaml;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointPipelineTest {
  private static final Catalog CATALOG = Catalogs.builtin();

  @Test
  void callsAFlagThatNoEngineHasTheUsersMistake() {
    var outcome = run("Qwen/Qwen3-32B", Map.of("--max-num-seqz", "64"));
    assertThat(outcome.result()).isInstanceOf(Infeasible.class);
    assertThat(outcome.result().explanation().rejected()).isEmpty();
    assertThat(outcome.problems()).hasSize(1);
    var problem = outcome.problems().getFirst();
    assertThat(problem.code()).isEqualTo("launch.unknown-flag");
    assertThat(problem.path()).isEqualTo("spec.customArgs.--max-num-seqz");
    assertThat(problem.isError()).isTrue();
    assertThat(problem.hint()).contains("the nearest is --max-num-seqs");
  }

  @Test
  void namesEveryWrongFlagAndTheUnknownModelAtOnce() {
    var outcome =
        run("Qwen/Qwen9-32B", Map.of("--max-num-seqz", "64", "--api-key", "hunter2-hunter2"));
    assertThat(outcome.problems())
        .extracting(Problem::code)
        .containsExactlyInAnyOrder("launch.unknown-flag", "launch.secret-in-args", "model.unknown");
  }

  @Test
  void refusesAValueThatNoEngineTakes() {
    var outcome = run("Qwen/Qwen3-32B", Map.of("--tensor-parallel-size", "two"));
    assertThat(outcome.problems())
        .filteredOn(Problem::isError)
        .extracting(Problem::code)
        .containsExactly("launch.bad-value");
  }

  @Test
  void servesByTheOneEngineThatHasAFlag() {
    var outcome = run("Qwen/Qwen3-32B", Map.of("--enable-two-batch-overlap", ""));
    assertThat(outcome.result())
        .isInstanceOfSatisfying(
            Planned.class,
            planned ->
                assertThat(planned.plan().candidate().engine().engine()).isEqualTo(Engine.SGLANG));
  }

  @Test
  void saysThatWeightsAreQuantisedWhileLoading() {
    var outcome = run("Qwen/Qwen3-32B", Map.of("--quantization", "fp8"));
    assertThat(outcome.result().explanation().reasons())
        .contains("weights are quantised to fp8 while loading: Qwen/Qwen3-32B is stored as bf16");
  }

  @Test
  void saysWhichOfSeveralEnginesIsNotStarted() {
    var wishes = Wishes.none().withEngines(List.of(Engine.VLLM, Engine.SGLANG));
    var notes = run("Qwen/Qwen3-32B", wishes).problems();
    assertThat(notes)
        .filteredOn(p -> p.code().equals("plan.one-engine"))
        .extracting(Problem::message)
        .containsExactly("vllm serves here; sglang is not started beside it");
  }

  @Test
  void takesARecipeOfTheNamespaceBeforeTheShippedOnes() {
    assertThat(preferred(Optional.empty())).isEqualTo("team-qwen");
  }

  @Test
  void movesNobodyToANewRecipeOfTheNamespace() {
    var shipped = "qwen3-8b-mi300x-bf16 / vllm 0.33.0 / 1 x MI300X";
    assertThat(preferred(Optional.of(shipped))).isEqualTo("qwen3-8b-mi300x-bf16");
    var own = "team-qwen / vllm 0.33.0 / 1 x MI300X";
    assertThat(preferred(Optional.of(own))).isEqualTo("team-qwen");
  }

  @Test
  void leavesRecipesOfTheNamespaceAloneThatAreForAnotherModelOrNotTheNamedOne() {
    var other = EndpointSpec.ofModel("Qwen/Qwen3-32B");
    assertThat(preferred(other, Optional.empty())).isEqualTo("qwen3-32b-mi300x-bf16");
    var named = EndpointSpec.ofModel("Qwen/Qwen3-8B");
    var choice = new RecipeChoice.Named("qwen3-8b-mi300x-bf16", "");
    assertThat(preferred(named.withWishes(named.wishes().withRecipe(choice)), Optional.empty()))
        .isEqualTo("qwen3-8b-mi300x-bf16");
  }

  private static String preferred(Optional<String> current) {
    return preferred(EndpointSpec.ofModel("Qwen/Qwen3-8B"), current);
  }

  private static String preferred(EndpointSpec spec, Optional<String> current) {
    var text =
        """
        {kind: AIMRecipe, apiVersion: aim.engine.amd.com/v1alpha1, metadata: {name: team-qwen},
         spec: {modelId: Qwen/Qwen3-8B, hardware: MI300X, precision: bf16, backend: vllm,
                configurations: [{gpuCount: 1, enabled: true, args: ["--max-model-len", "8192"]}]}}
        """;
    var document = Catalogs.recipeDocument(Yaml.parse("r", text).documents().getFirst());
    var outcome =
        new EndpointPipeline(CATALOG)
            .prefer(
                List.of(Catalogs.recipe(document, CATALOG)),
                spec,
                InventoryReader.shorthand("8xMI300X", CATALOG).inventory(),
                current,
                LaunchOptions.container());
    return ((Planned) outcome.result()).plan().candidate().name();
  }

  private static Outcome run(String model, Map<String, String> flags) {
    var args = new EnumMap<Engine, Map<String, String>>(Engine.class);
    for (var engine : Engine.values()) {
      args.put(engine, flags);
    }
    return run(model, Wishes.none().withArgs(args));
  }

  private static Outcome run(String model, Wishes wishes) {
    var spec = EndpointSpec.ofModel(model).withWishes(wishes);
    var inventory = InventoryReader.shorthand("8xMI300X", CATALOG).inventory();
    return new EndpointPipeline(CATALOG)
        .run(spec, inventory, List.of(), Optional.empty(), LaunchOptions.process());
  }
}
