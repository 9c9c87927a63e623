package io.aimengine.plan;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.launch.CommandLine;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.launch.Launches;
import io.aimengine.plan.PlanResult.Infeasible;
import io.aimengine.plan.PlanResult.Planned;
import java.util.List;
import java.util.Locale;

/// A plan with everything that explains it, as golden files show it.
final class PlanText {
  private final StringBuilder text = new StringBuilder();

  private PlanText() {}

  static String of(PlanResult result) {
    var all = new PlanText();
    switch (result) {
      case Planned(var plan, _) -> all.plan(plan);
      case Infeasible _ -> all.line("infeasible");
    }
    var why = result.explanation();
    all.list("blockers", why.blockers().stream().map(o -> o.code() + ": " + o.message()).toList());
    all.list("reasons", why.reasons());
    all.list("would fit", why.suggestions());
    if (result instanceof Planned(var plan, _)) {
      all.launch(plan);
    }
    if (!why.rejected().isEmpty()) {
      all.line("rejected");
      for (var verdict : why.rejected()) {
        all.line("  " + verdict.candidate().label());
        verdict.objections().forEach(o -> all.line("    " + o.code() + ": " + o.message()));
      }
    }
    return all.text.toString();
  }

  static String problems(List<Problem> problems) {
    var all = new PlanText();
    all.list(
        "problems",
        problems.stream()
            .map(p ->
                p.severity().name().toLowerCase(Locale.ROOT) + " " + p.code() + ": " + p.message())
            .toList());
    return all.text.toString();
  }

  private void plan(Plan plan) {
    var m = plan.memory();
    line(plan.candidate().label());
    line(
        String.format(
            Locale.ROOT,
            "%d replica on node %s, weights of %s",
            plan.replicas(),
            plan.node(),
            plan.candidate().checkpoint().id()));
    line(
        String.format(
            Locale.ROOT,
            "per GPU %.1f GiB: weights %.1f, KV cache %.1f, activations %.1f, graphs %.1f, runtime %.1f, free %.1f",
            m.perGpuGib(),
            m.weightsGib(),
            m.kvCacheGib(),
            m.activationsGib(),
            m.graphsGib(),
            m.runtimeGib(),
            m.freeGib()));
    line(
        String.format(
            Locale.ROOT,
            "context %,d, %,d tokens at once, %,.0f bytes of KV cache per token",
            plan.candidate().settings().maxModelLen(),
            m.concurrentTokens(),
            m.kvBytesPerToken()));
  }

  private void launch(Plan plan) {
    var launched = Launches.of(plan, options(plan));
    launched
        .launch()
        .ifPresent(
            launch -> line("command\n  " + CommandLine.pretty(launch.env(), launch.command())));
    text.append(problems(launched.problems()));
  }

  /// llama.cpp needs the file that the store would have fetched.
  private static LaunchOptions options(Plan plan) {
    var gguf = plan.candidate().checkpoint().format() == Format.GGUF;
    var process = LaunchOptions.process();
    return gguf ? process.model("/cache/model.gguf", "/cache/model.gguf") : process;
  }

  private void list(String title, List<String> items) {
    if (!items.isEmpty()) {
      line(title);
      items.forEach(item -> line("  " + item));
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
