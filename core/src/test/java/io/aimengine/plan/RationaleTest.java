package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Judge.Judged;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A rationale is shown as the reason of a plan, so its figures must be the planner's own.
class RationaleTest {
  private static final Pattern GIB = Pattern.compile("([\\d.]+) GiB");
  private static final Pattern TOKENS = Pattern.compile("some ([\\d,.]+)( million)? tokens");

  static Stream<String> recipes() {
    return Worlds.CATALOG.recipes().stream().map(Recipe::id);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyFigureOfMemoryIsTheOneThatThePlannerFinds(String id) {
    var recipe = recipe(id);
    var known = new ArrayList<Double>();
    judged(recipe, Set.of(Engine.VLLM)).forEach(judged -> gib(judged, known));
    var model = Worlds.CATALOG.model(recipe.modelId()).orElseThrow();
    model.checkpoints().forEach(c -> known.add(c.weightsBytes() / Overheads.GIB));
    for (var text : texts(recipe)) {
      for (var figure : numbers(GIB, text)) {
        assertThat(known).as(figure + " GiB in: " + text).anyMatch(k -> near(k, figure));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyCountOfTokensIsTheOneThatThePlannerFinds(String id) {
    var recipe = recipe(id);
    var known =
        judged(recipe, Set.of(Engine.VLLM)).stream()
            .map(j -> (double) j.verdict().memory().concurrentTokens())
            .toList();
    for (var figure : numbers(TOKENS, recipe.rationale())) {
      assertThat(known)
          .as("%,.0f tokens in: %s", figure, recipe.rationale())
          .anyMatch(k -> Math.abs(k - figure) <= 0.05 * k);
    }
  }

  /// What fits only when every estimate is lucky is not recommended.
  @ParameterizedTest
  @MethodSource("recipes")
  void noColumnIsTight(String id) {
    assertThat(judged(recipe(id), Set.of(Engine.VLLM, Engine.SGLANG)))
        .allSatisfy(judged ->
            assertThat(judged.verdict().memory().outcome())
                .as(judged.candidate().label())
                .isEqualTo(MemoryEstimate.Outcome.FITS));
  }

  /// The rationale, and why columns are off.
  private static List<String> texts(Recipe recipe) {
    var texts = new ArrayList<>(List.of(recipe.rationale()));
    recipe.engines().values().stream()
        .flatMap(columns -> columns.values().stream())
        .forEach(column -> column.why().ifPresent(texts::add));
    return texts;
  }

  private static void gib(Judged judged, List<Double> known) {
    var memory = judged.verdict().memory();
    var loaded =
        Weights.loaded(MemoryInputs.of(judged.candidate(), memory.perGpuGib())) / Overheads.GIB;
    known.addAll(
        List.of(
            memory.perGpuGib(),
            0.92 * memory.perGpuGib(),
            0.85 * memory.perGpuGib(),
            memory.weightsGib(),
            memory.kvCacheGib(),
            memory.requestKvGib(),
            memory.activationsGib()));
    for (var gpus : List.of(1, 2, 4, 8)) {
      known.add(loaded / gpus);
    }
  }

  /// Five per cent, or what rounding to whole GiB loses.
  private static boolean near(double known, double written) {
    return Math.abs(known - written) <= Math.max(0.55, 0.05 * known);
  }

  private static List<Double> numbers(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> {
          var million = match.groupCount() > 1 && match.group(2) != null;
          return Double.parseDouble(match.group(1).replace(",", "")) * (million ? 1e6 : 1);
        })
        .toList();
  }

  private static List<Judged> judged(Recipe recipe, Set<Engine> engines) {
    var none = Wishes.none();
    var wishes =
        new Wishes(
            none.hardware(),
            none.precision(),
            none.engines(),
            none.gpuCount(),
            none.context(),
            none.goal(),
            new RecipeChoice.Named(recipe.id(), ""),
            none.args());
    var wanted = new Wanted(recipe.modelId(), 1, wishes);
    var inventory = Worlds.machine("8x" + recipe.hardware());
    var model = Worlds.CATALOG.model(recipe.modelId()).orElseThrow();
    var judge = new Judge(wanted, inventory, Rules.all());
    return new Candidates(Worlds.CATALOG, wanted, inventory, model)
        .all(List.of()).stream()
            .filter(c -> c.name().equals(recipe.id()))
            .filter(c -> engines.contains(c.engine().engine()))
            .map(judge::judge)
            .toList();
  }

  private static Recipe recipe(String id) {
    return Worlds.CATALOG.recipes().stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
