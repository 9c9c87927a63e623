package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Model;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Computes whole recipes for a model: every engine and GPU count of an accelerator, each judged by
/// the rules that a plan is judged by.
public final class GeneratedRecipes {
  /// GPUs of one node, the most that one recipe is for.
  public static final int NODE = 8;

  private final Catalog catalog;
  private final Model model;
  private final Wishes wishes;
  private final Tuned tuned;

  /// Whether recipes go all the way to the goal of the wishes.
  public enum Tuned {
    FOR_THE_GOAL,
    /// between throughput and latency
    BALANCED
  }

  /// `wishes` limit precision, engines, GPU count and context, and name the goal; their hardware is
  /// not looked at.
  public GeneratedRecipes(Catalog catalog, Model model, Wishes wishes) {
    this(catalog, model, wishes, Tuned.FOR_THE_GOAL);
  }

  public GeneratedRecipes(Catalog catalog, Model model, Wishes wishes, Tuned tuned) {
    this.catalog = catalog;
    this.model = model;
    this.wishes = wishes;
    this.tuned = tuned;
  }

  /// A recipe for each checkpoint that `named` may mean under the wishes; the model's own one when
  /// `named` is no checkpoint of it.
  public List<GeneratedRecipe> on(Accelerator accelerator, String named) {
    return Checkpoints.allowed(model, Checkpoints.named(model, named), wishes, accelerator).stream()
        .map(checkpoint -> recipe(accelerator, checkpoint))
        .toList();
  }

  private GeneratedRecipe recipe(Accelerator accelerator, Checkpoint checkpoint) {
    var node = node(accelerator);
    var wanted = new Wanted(checkpoint.id(), 1, wishes);
    var judge = new Judge(wanted, node, Rules.all());
    var verdicts = new ArrayList<Verdict>();
    var serving = new ServingEngines(catalog, wanted, node);
    for (var engine : serving.on(accelerator)) {
      for (var count : counts(accelerator)) {
        var candidate = candidate(node, accelerator, checkpoint, engine, count);
        verdicts.add(judge.judge(candidate).verdict());
      }
    }
    var id = Generation.name(checkpoint, accelerator, "");
    var fits = verdicts.stream().anyMatch(Verdict::accepted);
    var beyond = fits ? Optional.<Verdict>empty() : beyond(accelerator, checkpoint);
    return new GeneratedRecipe(id, model, checkpoint, accelerator, verdicts, beyond);
  }

  private List<Integer> counts(Accelerator accelerator) {
    if (accelerator.kind() == Accelerator.Kind.CPU) {
      return List.of(1);
    }
    return wishes.gpuCount().isPresent()
        ? List.of(Math.clamp(wishes.gpuCount().getAsInt(), 1, NODE))
        : java.util.stream.IntStream.rangeClosed(1, NODE).boxed().toList();
  }

  private Candidate candidate(
      Inventory node,
      Accelerator accelerator,
      Checkpoint checkpoint,
      EngineVersion engine,
      int count) {
    var site = Site.of(node, accelerator).getFirst();
    var generation = new Generation(model, checkpoint, accelerator, site, engine, count, wishes);
    var candidate = RecipeGenerator.generate(generation);
    return switch (tuned) {
      case FOR_THE_GOAL -> candidate;
      case BALANCED -> Balanced.of(generation, candidate);
    };
  }

  /// The fewest whole nodes over which vLLM's pipeline parallelism would serve; a hint, since one
  /// recipe is for one node.
  private Optional<Verdict> beyond(Accelerator accelerator, Checkpoint checkpoint) {
    if (accelerator.kind() == Accelerator.Kind.CPU) {
      return Optional.empty();
    }
    var engine =
        catalog.engines().stream()
            .filter(e -> e.engine() == Engine.VLLM && e.platform() == Platform.ROCM)
            .findFirst();
    return engine.flatMap(e -> {
      for (var nodes = 2; nodes <= 4; nodes++) {
        var verdict = beyond(accelerator, checkpoint, e, nodes);
        if (verdict.accepted()) {
          return Optional.of(verdict);
        }
      }
      return Optional.empty();
    });
  }

  private Verdict beyond(
      Accelerator accelerator, Checkpoint checkpoint, EngineVersion engine, int nodes) {
    var gpus = NODE * nodes;
    var room = inventory(accelerator, gpus);
    var generation =
        new Generation(
            model,
            checkpoint,
            accelerator,
            Site.of(room, accelerator).getFirst(),
            engine,
            NODE,
            wishes);
    var eight = RecipeGenerator.generate(generation);
    var args =
        EngineArgs.merge(
            engine, eight.args(), Map.of("--pipeline-parallel-size", Integer.toString(nodes)));
    var spread =
        new Candidate(
            eight.name(),
            eight.origin(),
            eight.source(),
            model,
            checkpoint,
            accelerator,
            gpus,
            engine,
            args,
            eight.env(),
            generation.read(args, eight.env()),
            eight.rationale(),
            List.of());
    var wanted = new Wanted(checkpoint.id(), 1, wishes);
    return new Judge(wanted, room, Rules.all()).judge(spread).verdict();
  }

  private static Inventory node(Accelerator accelerator) {
    return inventory(accelerator, accelerator.kind() == Accelerator.Kind.CPU ? 1 : NODE);
  }

  private static Inventory inventory(Accelerator accelerator, int devices) {
    var memory = accelerator.memoryGib() > 0 ? accelerator.memoryGib() : 64;
    var those = new Inventory.Devices(accelerator, devices, devices, memory, "");
    var node = new Inventory.Node("node", 0, 0, List.of(those));
    return new Inventory(List.of(node), devices + "x" + accelerator.name());
  }
}
