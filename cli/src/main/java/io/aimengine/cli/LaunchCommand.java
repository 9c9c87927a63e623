package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Accelerator;
import io.aimengine.launch.CommandLine;
import io.aimengine.local.container.SecretFiles;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.run.EndpointStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Plans, fetches, starts, and waits until a real request is answered.
@Command(
    name = "launch",
    mixinStandardHelpOptions = true,
    description = "Start a model or a manifest on this machine, and wait until it answers",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine launch HuggingFaceTB/SmolLM2-135M-Instruct",
      "  aim-engine launch Qwen/Qwen3-32B 2 --precision fp8 --port 9000",
      "  aim-engine launch endpoint.yaml --dry-run"
    })
final class LaunchCommand implements Callable<Integer> {
  private final App given;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();
  @Mixin private LaunchSettings settings = new LaunchSettings();

  @Parameters(index = "0", paramLabel = "MODEL|FILE", description = "A model id, a manifest, or -")
  private String target = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "GPUS", description = "GPUs of one replica")
  private int gpus = Given.UNSET;

  @Option(
      names = {"--name", "--container"},
      paramLabel = "NAME",
      description = "The endpoint's name (default: from the manifest or the model)")
  private String name = "";

  LaunchCommand(App app) {
    this.given = app;
  }

  @Override
  public Integer call() {
    return run(given.with(settings.cacheDir, settings.older.environment()));
  }

  private Integer run(App app) {
    var read = Requests.read(app, List.of(target));
    var catalog = Described.over(app, app.catalog(common), settings.modelPath, read.models());
    if (read.specs().size() > 1) {
      throw CommandFailure.usage(
          target + " has " + read.specs().size() + " endpoints",
          "aim-engine apply -f " + target + " starts them all.");
    }
    options.gpus(gpus);
    var wanted = options.over(read.specs().getFirst());
    var spec = name.isEmpty() ? wanted : wanted.withName(Names.checked(name));
    var launcher = new Launcher(app, catalog, options, settings);
    var prepared = launcher.prepare(spec, read.problems(), read.sources());
    if (settings.dryRun) {
      app.printer()
          .success(
              common.format,
              new DryRun(app, settings, prepared, launcher.likely(prepared)),
              "nothing started");
      return Exit.OK.code();
    }
    if (common.format == Format.table) {
      Waiting.announce(app.terminal(), prepared);
    }
    var result = launcher.start(prepared);
    var status =
        settings.noWait
            ? result.launched().status()
            : Waiting.ready(app, result, settings, common.format);
    app.printer()
        .success(
            common.format,
            new Started(status, app),
            status.name() + " " + result.launched().outcome().name().toLowerCase(Locale.ROOT));
    return Exit.OK.code();
  }

  /// What runs now and how to talk to it.
  record Started(EndpointStatus status, App app) implements View {
    @Override
    public JsonNode json() {
      var json = Running.json(status, app.clock());
      json.put("container_name", status.name());
      json.put("container_id", status.supervisor().map(id -> String.valueOf(id.pid())).orElse(""));
      return json;
    }

    @Override
    public void print(Terminal terminal) {
      terminal.line(
          terminal.paint(Terminal.Colour.GREEN, status.phase().label())
              + "  "
              + status.url()
              + "  ("
              + status.name()
              + ")");
      terminal.line("");
      new Snippets(status.spec().serving())
          .in(Snippets.Language.curl)
          .lines()
          .forEach(line -> terminal.line("  " + line));
      var idle = status.spec().policy().idle();
      if (!idle.isZero()) {
        terminal.line("");
        terminal.line(
            "  It sleeps after "
                + Running.human(idle)
                + " without a request, and a request through `aim-engine gateway` wakes it.");
      }
      terminal.line("");
      terminal.line(
          "  aim-engine status "
              + status.name()
              + "   |   logs -f "
              + status.name()
              + "   |   snippet -l python "
              + status.name()
              + "   |   stop "
              + status.name());
    }
  }

  /// The exact command, and nothing done.
  private record DryRun(
      App app, LaunchSettings settings, Launcher.Prepared prepared, List<Gpu> gpus)
      implements View {
    private List<String> argv() {
      return new Commanding(app, settings)
          .argv(prepared, gpus, new SecretFiles("", List.of(), List.of()));
    }

    @Override
    public JsonNode json() {
      var json = JsonNodeFactory.instance.objectNode();
      json.setAll((com.fasterxml.jackson.databind.node.ObjectNode) prepared.view().json());
      json.put("runtime", prepared.runtime().kind().name().toLowerCase(Locale.ROOT));
      json.put("port", prepared.launch().port());
      var command = json.putArray("command");
      argv().forEach(command::add);
      return json;
    }

    @Override
    public void print(Terminal terminal) {
      var env =
          prepared.runtime().isContainer() ? Map.<String, String>of() : prepared.launch().env();
      var argv = argv();
      var image = Math.max(0, argv.indexOf(prepared.launch().image()));
      terminal.line(
          image == 0
              ? CommandLine.pretty(env, argv)
              : CommandLine.pretty(env, argv.subList(0, image))
                  + " \\\n  "
                  + CommandLine.pretty(Map.of(), argv.subList(image, argv.size())));
      var wanted = prepared.plan().candidate();
      if (prepared.runtime().isContainer()
          && wanted.accelerator().kind() == Accelerator.Kind.GPU
          && gpus.size() < wanted.gpuCount()) {
        terminal.aside(
            "note: this machine has not "
                + wanted.gpuCount()
                + " x "
                + wanted.accelerator().name()
                + ": on the host that has, --device and --group-add are added for each");
      }
    }
  }
}
