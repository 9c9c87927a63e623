package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GeneratedRecipesTest {
  private static final Accelerator MI300X = accelerator("MI300X");

  private static Accelerator accelerator(String name) {
    return Worlds.CATALOG.accelerator(name).orElseThrow();
  }

  private static Model model(String id) {
    return Worlds.CATALOG.model(id).orElseThrow();
  }

  private static GeneratedRecipe recipe(String id, Accelerator on, Wishes wishes) {
    return new GeneratedRecipes(Worlds.CATALOG, model(id), wishes).on(on, id).getFirst();
  }

  private static List<Integer> counts(GeneratedRecipe recipe, Engine engine) {
    return recipe.of(engine).stream()
        .filter(Verdict::accepted)
        .map(v -> v.candidate().gpuCount())
        .toList();
  }

  /// Every flag of everything that the generator would serve is one that the engine's table has,
  /// with a value of its type.
  @ParameterizedTest
  @EnumSource(Goal.class)
  void everyFlagOfTheWholeCatalogIsKnown(Goal goal) {
    var wrong = new ArrayList<String>();
    var accepted = 0;
    var accelerators = goal == Goal.THROUGHPUT ? Worlds.CATALOG.accelerators() : List.of(MI300X);
    for (var model : Worlds.CATALOG.models()) {
      for (var accelerator : accelerators) {
        for (var wishes : wishes(accelerator, goal)) {
          var computed = new GeneratedRecipes(Worlds.CATALOG, model, wishes);
          for (var checkpoint : model.checkpoints()) {
            for (var recipe : computed.on(accelerator, checkpoint.id())) {
              for (var verdict : recipe.verdicts()) {
                if (verdict.accepted()) {
                  accepted++;
                  check(verdict.candidate(), wrong);
                }
              }
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(accepted).isGreaterThan(goal == Goal.THROUGHPUT ? 2000 : 200);
  }

  /// What is computed for an encoder takes whole prompts, which such engines do not cut.
  @ParameterizedTest
  @EnumSource(Goal.class)
  void aStepOfAnEncoderHoldsAWholePrompt(Goal goal) {
    var encoders =
        Worlds.CATALOG.models().stream().filter(m -> m.architecture().isEncoder()).toList();
    assertThat(encoders).hasSizeGreaterThan(5);
    for (var model : encoders) {
      for (var accelerator : List.of(MI300X, accelerator("MI250"), accelerator("MI210"))) {
        var recipe = recipe(model.id(), accelerator, Wishes.none().withGoal(goal));
        assertThat(counts(recipe, Engine.VLLM)).as(model.id()).contains(1);
        assertThat(recipe.of(Engine.VLLM))
            .filteredOn(Verdict::accepted)
            .extracting(v -> v.candidate().settings())
            .allMatch(s -> !s.chunkedPrefill() && s.maxBatchedTokens() >= s.maxModelLen());
      }
    }
  }

  private static List<Wishes> wishes(Accelerator accelerator, Goal goal) {
    var any = Wishes.none().withGoal(goal);
    return accelerator.kind() == Accelerator.Kind.CPU
        ? List.of(any, any.withEngines(List.of(Engine.VLLM)))
        : List.of(any);
  }

  private static void check(Candidate candidate, List<String> wrong) {
    var context =
        EngineArgs.context(
            candidate.engine(), candidate.checkpoint(), candidate.accelerator().memoryGib());
    FlagLayers.merge(context, List.of(FlagLayer.recipe("recipe", candidate.args())))
        .problems()
        .forEach(problem -> wrong.add(candidate.label() + ": " + problem));
    assertThat(candidate.origin()).isEqualTo(Origin.GENERATED);
    assertThat(candidate.evidence()).isEmpty();
  }

  @Test
  void aLargeModelIsServedOnTheCountsThatHoldItOnly() {
    // 382 GiB at FP8: one MI300X has 176.6 GiB usable, two 353
    var recipe = recipe("amd/Llama-3.1-405B-Instruct-FP8-KV", MI300X, Wishes.none());
    assertThat(counts(recipe, Engine.VLLM)).containsExactly(4, 8);
    assertThat(recipe.beyond()).isEmpty();
  }

  @Test
  void anOddCountServesWhereHeadsDivide() {
    // 9 heads, 3 KV heads
    var recipe = recipe("HuggingFaceTB/SmolLM2-135M-Instruct", MI300X, Wishes.none());
    assertThat(counts(recipe, Engine.VLLM)).containsExactly(1, 3);
  }

  @Test
  void whatNoNodeHoldsGetsAHintForSeveral() {
    // 1026 GiB of 8-bit weights against 8 x 58.9 GiB; MI250 has no FP8, so they take 16 bit there
    var recipe = recipe("meta-llama/Llama-3.1-405B-Instruct", accelerator("MI250"), Wishes.none());
    assertThat(recipe.serves()).isFalse();
    var beyond = recipe.beyond().orElseThrow();
    assertThat(beyond.candidate().settings().pipelineParallel()).isEqualTo(2);
    assertThat(beyond.candidate().gpuCount()).isEqualTo(16);
  }

  @Test
  void theWishedContextIsKeptOrRefused() {
    var wishes = Wishes.none().withContext(16_384);
    recipe("Qwen/Qwen3-8B", MI300X, wishes)
        .verdicts()
        .forEach(v -> assertThat(v.candidate().settings().maxModelLen()).isEqualTo(16_384));
  }

  @Test
  void aBalancedRecipeLiesBetweenLatencyAndThroughput() {
    var model = model("Qwen/Qwen3-8B");
    var balanced =
        new GeneratedRecipes(Worlds.CATALOG, model, Wishes.none(), GeneratedRecipes.Tuned.BALANCED)
            .on(MI300X, model.id())
            .getFirst();
    var fast = recipe("Qwen/Qwen3-8B", MI300X, Wishes.none().withGoal(Goal.LATENCY));
    var wide = recipe("Qwen/Qwen3-8B", MI300X, Wishes.none());
    for (var engine : List.of(Engine.VLLM, Engine.SGLANG)) {
      assertThat(sequences(balanced, engine))
          .isGreaterThan(sequences(fast, engine))
          .isLessThan(sequences(wide, engine));
      assertThat(balanced.of(engine).getFirst().accepted()).isTrue();
    }
  }

  private static int sequences(GeneratedRecipe recipe, Engine engine) {
    return recipe.of(engine).getFirst().candidate().settings().maxNumSeqs();
  }

  @Test
  void vllmOnProcessorsGetsTheParsersToo() {
    var wishes = Wishes.none().withEngines(List.of(Engine.VLLM));
    var recipe = recipe("Qwen/Qwen3-0.6B", accelerator("cpu"), wishes);
    assertThat(recipe.verdicts().getFirst().candidate().args())
        .containsAllEntriesOf(
            Map.of("--tool-call-parser", "hermes", "--reasoning-parser", "qwen3"));
  }

  @Test
  void itsNameIsNeverThatOfAWrittenRecipe() {
    var ids = Worlds.CATALOG.recipes().stream().map(r -> r.id()).toList();
    for (var model : Worlds.CATALOG.models()) {
      assertThat(ids).doesNotContain(Generation.name(model.own(), MI300X, ""));
    }
  }

  /// Two checkpoints of one precision are two recipes, and two files.
  @Test
  void namesTellCheckpointsOfOnePrecisionApart() {
    var wishes = Wishes.none().withPrecision(Precision.INT4);
    var model = model("Qwen/Qwen3-32B");
    var recipes = new GeneratedRecipes(Worlds.CATALOG, model, wishes).on(MI300X, model.id());
    assertThat(recipes)
        .hasSizeGreaterThan(1)
        .extracting(GeneratedRecipe::id)
        .doesNotHaveDuplicates();
  }
}
