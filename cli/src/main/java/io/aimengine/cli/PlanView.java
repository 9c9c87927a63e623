package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.launch.CommandLine;
import io.aimengine.launch.Launch;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.MemoryEstimate;
import io.aimengine.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A plan with its reasons: the choice, a fit bar, the command, and what was rejected.
record PlanView(
    String model,
    Optional<Plan> plan,
    Optional<Launch> launch,
    Explanation explanation,
    List<Problem> problems,
    boolean everyRejected)
    implements View {
  /// The same with what was said before planning in front.
  PlanView after(List<Problem> said) {
    var all = new ArrayList<>(said);
    all.addAll(problems);
    return new PlanView(model, plan, launch, explanation, List.copyOf(all), everyRejected);
  }

  @Override
  public JsonNode json() {
    var data = JsonNodeFactory.instance.objectNode().put("model", model);
    plan.ifPresent(known -> describe(data, known));
    launch.ifPresent(known -> describe(data, known));
    plan.ifPresent(known -> memory(data, known));
    plan.ifPresent(
        known -> data.set("evidence", new Evidences(known.candidate().evidence()).json()));
    var reasons = data.putArray("reasons");
    explanation.reasons().forEach(reasons::add);
    var rejected = data.putArray("rejected");
    for (var verdict : explanation.rejected()) {
      for (var objection : verdict.objections()) {
        rejected
            .addObject()
            .put("candidate", verdict.candidate().label())
            .put("code", objection.code())
            .put("message", objection.message());
      }
    }
    var suggestions = data.putArray("suggestions");
    explanation.suggestions().forEach(suggestions::add);
    data.set("problems", Printer.problemsJson(problems));
    return data;
  }

  private static void describe(ObjectNode data, Plan plan) {
    var candidate = plan.candidate();
    data.put("recipe_id", candidate.name())
        .put("origin", candidate.origin().name().toLowerCase(Locale.ROOT))
        .put("engine", candidate.engine().engine().id())
        .put("engine_version", candidate.engine().version())
        .put("hardware", candidate.accelerator().name())
        .put("precision", candidate.checkpoint().precision().id())
        .put("checkpoint", candidate.checkpoint().id())
        .put("gpu_count", candidate.gpuCount())
        .put("node", plan.node())
        .put("replicas", plan.replicas());
  }

  private static void describe(ObjectNode data, Launch launch) {
    data.put("image", launch.image()).put("image_verified", launch.imageVerified());
    var command = data.putArray("command");
    launch.command().forEach(command::add);
    var env = data.putObject("env");
    launch.env().forEach(env::put);
    data.put("port", launch.port());
  }

  private static void memory(ObjectNode data, Plan plan) {
    var memory = plan.memory();
    data.putObject("memory")
        .put("per_gpu_gib", rounded(memory.perGpuGib()))
        .put("usable_gib", rounded(memory.usableGib()))
        .put("weights_gib", rounded(memory.weightsGib()))
        .put("kv_cache_gib", rounded(memory.kvCacheGib()))
        .put("activations_gib", rounded(memory.activationsGib()))
        .put("graphs_gib", rounded(memory.graphsGib()))
        .put("runtime_gib", rounded(memory.runtimeGib()))
        .put("free_gib", rounded(memory.freeGib()));
    data.put("max_context", plan.candidate().settings().maxModelLen())
        .put("concurrent_tokens", memory.concurrentTokens());
  }

  private static double rounded(double gib) {
    return Math.round(gib * 1000) / 1000.0;
  }

  @Override
  public void print(Terminal terminal) {
    if (plan.isPresent()) {
      chosen(terminal, plan.get());
    } else if (!explanation.rejected().isEmpty()) {
      terminal.line(terminal.paint(Colour.RED, "Nothing fits: ") + model);
      terminal.line("");
    }
    launch.ifPresent(known -> command(terminal, known));
    Rejections.print(explanation.rejected(), everyRejected, terminal);
    if (!explanation.suggestions().isEmpty()) {
      terminal.line(terminal.paint(Colour.BOLD, "What would make it fit"));
      explanation.suggestions().forEach(s -> terminal.paragraph("  - ", s));
    }
  }

  private void chosen(Terminal terminal, Plan plan) {
    var candidate = plan.candidate();
    terminal.line(
        terminal.paint(Colour.BOLD, model)
            + " on "
            + terminal.paint(Colour.GREEN, devices(plan))
            + ", "
            + candidate.engine().label()
            + ", "
            + candidate.checkpoint().precision().id()
            + ", context "
            + candidate.settings().maxModelLen());
    terminal.line(
        "  recipe    "
            + candidate.name()
            + " ("
            + candidate.origin().name().toLowerCase(Locale.ROOT)
            + ")");
    var indent = "  why       ";
    for (var reason : explanation.reasons()) {
      terminal.paragraph(indent, reason);
      indent = "            ";
    }
    new Evidences(candidate.evidence()).print(terminal);
    fit(terminal, plan.memory(), candidate.settings().maxModelLen(), candidate.gpuCount());
  }

  /// `1 x MI300X`, or `2 replicas of 2 x MI300X (4 GPUs)`.
  private static String devices(Plan plan) {
    var accelerator = plan.candidate().accelerator();
    var count = plan.candidate().gpuCount();
    var each = count + " x " + accelerator.name();
    if (plan.replicas() < 2) {
      return each;
    }
    var replicas = plan.replicas() + " replicas of " + each;
    return accelerator.kind() == Accelerator.Kind.CPU
        ? replicas
        : replicas + " (" + plan.replicas() * count + " GPUs)";
  }

  private static void fit(Terminal terminal, MemoryEstimate memory, int context, int gpus) {
    var bar = new FitBar(memory);
    terminal.line(
        "  memory    " + bar.bar(terminal) + (gpus > 1 ? " on each" : "") + " (estimate)");
    terminal.paragraph("            ", bar.legend());
    if (!memory.caches()) {
      terminal.line("  holds     no KV cache: an encoder's requests leave nothing behind");
      return;
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            "  holds     %,d tokens at once, %.1f requests of the full context",
            memory.concurrentTokens(),
            memory.concurrentTokens() / (double) Math.max(1, context)));
  }

  private static void command(Terminal terminal, Launch launch) {
    if (!launch.image().isEmpty()) {
      terminal.paragraph(
          "  image     ",
          launch.image()
              + (launch.imageVerified() ? "" : " (existence not verified; --image takes another)"));
    }
    terminal.line("  command");
    CommandLine.pretty(launch.env(), launch.command())
        .lines()
        .forEach(line -> terminal.line("    " + line));
    terminal.line("");
  }
}
