package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Catalog;
import io.aimengine.explain.Drift;
import io.aimengine.local.run.EndpointStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says whether today's catalog and machine would decide otherwise.
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    description =
        "Say whether today's catalog and machine would choose otherwise than what runs; exit 8 if so",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine drift                        every endpoint that runs here",
      "  aim-engine drift my-endpoint -o json",
      "  aim-engine drift --bundle decision.zip  a decision that was saved by plan --save-bundle"
    })
final class DriftCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "An endpoint; all that run without")
  private String name = "";

  @Option(names = "--all", description = "Stopped endpoints too")
  private boolean all;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "A saved decision, on the hardware that it was made for")
  private String bundle = "";

  @Option(names = "--here", description = "With --bundle: on this machine's hardware")
  private boolean here;

  DriftCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (!bundle.isEmpty() && (!name.isEmpty() || all)) {
      throw CommandFailure.usage("--bundle stands alone: it names no endpoint", "");
    }
    var catalog = app.catalog(common);
    var drifts = bundle.isEmpty() ? endpoints(catalog) : saved(catalog);
    var drifted = drifts.stream().filter(d -> d.kind().drifted()).count();
    app.printer()
        .success(common.format, new Drifts(drifts), drifted + " of " + drifts.size() + " drifted");
    return drifted > 0 ? Exit.DRIFT.code() : Exit.OK.code();
  }

  private List<Drift> saved(Catalog catalog) {
    var read = Bundles.read(app, bundle);
    return new DriftFinder(app, catalog).ofBundle(read, here);
  }

  private List<Drift> endpoints(Catalog catalog) {
    var finder = new DriftFinder(app, catalog);
    if (!name.isEmpty()) {
      return List.of(finder.ofEndpoint(Endpoints.known(app, name)));
    }
    var drifts = new ArrayList<Drift>();
    app.runtime().list().stream()
        .filter(status -> all || status.isKept())
        .sorted(java.util.Comparator.comparing(EndpointStatus::name))
        .forEach(status -> drifts.add(finder.ofEndpoint(status)));
    return drifts;
  }

  private record Drifts(List<Drift> drifts) implements View {
    @Override
    public JsonNode json() {
      var array = JsonNodeFactory.instance.arrayNode();
      for (var drift : drifts) {
        var one = array.addObject();
        one.put("endpoint", drift.endpoint())
            .put("drift", kind(drift))
            .put("drifted", drift.kind().drifted())
            .put("then", drift.then())
            .put("now", drift.now());
        drift.reasons().forEach(one.putArray("reasons")::add);
        var differences = one.putArray("differences");
        for (var difference : drift.differences()) {
          differences
              .addObject()
              .put("what", difference.what())
              .put("then", difference.then())
              .put("now", difference.now());
        }
      }
      return array;
    }

    private static String kind(Drift drift) {
      return drift.kind().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void print(Terminal terminal) {
      if (drifts.isEmpty()) {
        terminal.line("Nothing runs here.");
      }
      for (var drift : drifts) {
        var colour = drift.kind().drifted() ? Terminal.Colour.YELLOW : Terminal.Colour.GREEN;
        terminal.line(
            terminal.paint(Terminal.Colour.BOLD, drift.endpoint())
                + "  "
                + terminal.paint(colour, words(drift)));
        row(terminal, "  then  ", drift.then());
        if (!drift.then().equals(drift.now())) {
          row(terminal, "  now   ", drift.now());
        }
        drift.reasons().forEach(reason -> terminal.paragraph("  why   ", reason));
        drift
            .differences()
            .forEach(d ->
                terminal.paragraph(
                    "    ", d.what() + ": " + shown(d.then()) + " -> " + shown(d.now())));
      }
    }

    private static void row(Terminal terminal, String lead, String text) {
      terminal.paragraph(lead, text.isEmpty() ? "no plan" : text);
    }

    private static String shown(String text) {
      return text.isEmpty() ? "(none)" : text;
    }

    private static String words(Drift drift) {
      return switch (drift.kind()) {
        case NONE -> "no drift";
        case COMMAND -> "the same choice, another command";
        case CHOICE -> "another choice today";
        case INFEASIBLE -> "no plan today";
        case UNKNOWN -> "cannot tell";
      };
    }
  }
}
