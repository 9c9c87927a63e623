package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.explain.Ladder;
import io.aimengine.explain.Rung;
import io.aimengine.plan.MemoryEstimate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows the ladder: what one gives up at each step, and what one gets for it.
@Command(
    name = "suggest",
    mixinStandardHelpOptions = true,
    description = "Show what to give up to run on fewer or smaller GPUs, and what more would bring",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine suggest Qwen/Qwen3-32B --hardware 8xMI300X",
      "  aim-engine suggest endpoint.yaml --hardware 1xMI210 -o json"
    })
final class SuggestCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();

  @Parameters(paramLabel = "MODEL|FILE", description = "A model id, a manifest, or -")
  private String target = "";

  SuggestCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var asked = Asked.of(app, common, options, target);
    asked.stopAtMistakes();
    var rungs = Ladder.of(asked.catalog(), asked.question());
    var feasible = rungs.stream().anyMatch(r -> r.direction() == Rung.Direction.ASKED);
    var view = new Steps(asked.question().spec().model().id(), rungs);
    if (!feasible) {
      throw new CommandFailure(
          Exit.LAUNCH,
          "plan.infeasible",
          "nothing that serves " + view.model() + " as asked fits this hardware; " + ways(rungs),
          "",
          List.of(),
          view);
    }
    app.printer().success(common.format, view, rungs.size() - 1 + " steps");
    return Exit.OK.code();
  }

  private static String ways(List<Rung> rungs) {
    var more = rungs.stream().filter(r -> r.direction() == Rung.Direction.UP).count();
    return "%d with something given up, %d with more or larger devices"
        .formatted(rungs.size() - more, more);
  }

  /// The steps, those of a direction together.
  private record Steps(String model, List<Rung> rungs) implements View {
    @Override
    public JsonNode json() {
      var data = JsonNodeFactory.instance.objectNode().put("model", model);
      var steps = data.putArray("steps");
      rungs.forEach(rung -> json(steps.addObject(), rung));
      return data;
    }

    private static void json(ObjectNode step, Rung rung) {
      var candidate = rung.verdict().candidate();
      var memory = rung.verdict().memory();
      step.put("direction", rung.direction().name().toLowerCase(Locale.ROOT));
      rung.givesUp().forEach(step.putArray("gives_up")::add);
      rung.gains().forEach(step.putArray("gains")::add);
      rung.options().forEach(step.putArray("options")::add);
      step.put("model", rung.model())
          .put("candidate", candidate.label())
          .put("hardware", candidate.accelerator().name())
          .put("gpu_count", candidate.gpuCount())
          .put("checkpoint", candidate.checkpoint().id())
          .put("precision", candidate.checkpoint().precision().id())
          .put("weights_gib", rounded(memory.weightsGib()))
          .put("kv_cache_gib", rounded(memory.kvCacheGib()))
          .put("per_gpu_gib", rounded(memory.perGpuGib()))
          .put("fit", memory.outcome().words())
          .put("context", candidate.settings().maxModelLen())
          .put("max_sequences", candidate.settings().maxNumSeqs())
          .put("concurrent_tokens", memory.concurrentTokens())
          .put("full_requests", rounded(rung.fullRequests()));
    }

    private static double rounded(double value) {
      return Math.round(value * 10) / 10.0;
    }

    @Override
    public void print(Terminal terminal) {
      for (var direction : Rung.Direction.values()) {
        var those = rungs.stream().filter(r -> r.direction() == direction).toList();
        if (!those.isEmpty()) {
          terminal.line(terminal.paint(Colour.BOLD, title(direction)));
          those.forEach(rung -> print(terminal, rung));
          terminal.line("");
        }
      }
      terminal.line("Memory per GPU is an estimate; every step was planned by the same rules.");
    }

    private static String title(Rung.Direction direction) {
      return switch (direction) {
        case ASKED -> "As asked";
        case HERE -> "On the same devices";
        case DOWN -> "On fewer or smaller devices";
        case UP -> "With more or larger devices";
      };
    }

    private static void print(Terminal terminal, Rung rung) {
      var candidate = rung.verdict().candidate();
      var memory = rung.verdict().memory();
      terminal.line(
          "  "
              + terminal.paint(
                  Colour.GREEN, candidate.gpuCount() + " x " + candidate.accelerator().name())
              + "  "
              + candidate.checkpoint().id()
              + ", "
              + candidate.engine().label());
      terminal.line(
          String.format(
              Locale.ROOT,
              "      weights %.1f, KV cache %.1f of %.1f GiB each; context %,d; %,d tokens at once,"
                  + " %.1f full requests%s",
              memory.weightsGib(),
              memory.kvCacheGib(),
              memory.perGpuGib(),
              candidate.settings().maxModelLen(),
              memory.concurrentTokens(),
              rung.fullRequests(),
              memory.outcome() == MemoryEstimate.Outcome.TIGHT ? "; tight" : ""));
      rung.givesUp().forEach(lost -> terminal.paragraph("      - ", lost));
      rung.gains().forEach(gained -> terminal.paragraph("      + ", gained));
      var sibling = rung.givesUp().stream().anyMatch(lost -> lost.startsWith("model:"));
      if (!rung.options().isEmpty() || sibling) {
        terminal.paragraph(
            "      ", (sibling ? rung.model() + " " : "") + String.join(" ", rung.options()));
      }
    }
  }
}
