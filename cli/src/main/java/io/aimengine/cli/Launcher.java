package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.launch.Launch;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.Machine;
import io.aimengine.local.lease.Holder;
import io.aimengine.local.lease.LeaseRequest;
import io.aimengine.local.lease.LeaseResult;
import io.aimengine.local.run.Launched;
import io.aimengine.local.run.Ports;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import io.aimengine.plan.Plan;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.store.ArtifactRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Carries a plan out on this machine: model, port, devices, command, supervisor.
final class Launcher {
  private final App app;
  private final Catalog catalog;
  private final PlanOptions options;
  private final LaunchSettings settings;
  private final Terminal terminal;

  Launcher(App app, Catalog catalog, PlanOptions options, LaunchSettings settings) {
    this.app = app;
    this.catalog = catalog;
    this.options = options;
    this.settings = settings;
    this.terminal = app.terminal();
  }

  /// A plan with everything that its start needs, nothing started yet.
  record Prepared(
      EndpointSpec spec,
      PlanView view,
      Plan plan,
      Launch launch,
      RuntimeChoice runtime,
      Path model) {}

  /// What was started.
  record Result(Prepared prepared, Launched launched) {}

  /// Plans for this machine. With `--dry-run` nothing is downloaded: the model's path is where it
  /// will be.
  Prepared prepare(EndpointSpec wanted, List<Problem> said) {
    var here = Here.of(app, catalog);
    var planning = new Planning(app, catalog, options);
    var inventory = planning.inventory(() -> here.inventoryFor(wanted.name()));
    var process = LaunchOptions.process().image(wanted.image().reference().orElse(""));
    var outcome = planning.plan(wanted, inventory, running(wanted), process);
    var view = Planning.feasible(wanted, outcome, false);
    app.printer().problems(said);
    app.printer().problems(view.problems());
    var plan = view.plan().orElseThrow();
    var runtime = RuntimeChoice.of(plan, settings.runtime, app.env());
    var model = model(plan);
    var launch = new Commanding(app, settings).launch(plan, runtime, model, port(wanted, plan));
    return new Prepared(wanted, view, plan, launch, runtime, model);
  }

  /// The candidate that serves this endpoint now; it is kept as long as it fits.
  private Optional<String> running(EndpointSpec wanted) {
    return app.runtime()
        .status(wanted.name())
        .filter(status -> status.isRunning())
        .map(status -> status.spec().summary())
        .map(known ->
            known.recipe()
                + " / "
                + known.engine()
                + " "
                + known.engineVersion()
                + " / "
                + known.gpuCount()
                + " x "
                + known.hardware());
  }

  /// The files of the model: what the user names, what the store has or brings; an engine that
  /// reads the hub's format itself gets an empty path.
  private Path model(Plan plan) {
    if (!settings.modelPath.isEmpty()) {
      var path = app.directory().resolve(settings.modelPath).toAbsolutePath().normalize();
      if (!Files.exists(path)) {
        throw new CommandFailure(
            Exit.USAGE, "model.no-path", path + " does not exist", "Check --model-path.");
      }
      return path;
    }
    var checkpoint = plan.candidate().checkpoint();
    if (checkpoint.format() != Checkpoint.Format.GGUF) {
      return Path.of("");
    }
    var request = ArtifactRequest.of(checkpoint.id(), checkpoint.artifacts());
    var store = app.store();
    var found = store.find(request);
    if (found.isEmpty() && settings.dryRun) {
      return store.root().resolve("models").resolve(checkpoint.id().replace("/", "--"));
    }
    return found.orElseGet(() -> ModelFetch.fetch(store, request, terminal)).modelPath();
  }

  private int port(EndpointSpec spec, Plan plan) {
    var engine = plan.candidate().engine().engine();
    var fromManifest = Optional.ofNullable(spec.enginePorts().get(engine));
    var wanted = settings.port > 0 ? Optional.of(settings.port) : fromManifest;
    return switch (app.runtime().ports().reserve(spec.name(), settings.host, wanted)) {
      case Ports.Choice.Granted(var port) -> port;
      case Ports.Choice.Taken(var problem) ->
          throw CommandFailure.of(Exit.LAUNCH, List.of(problem));
    };
  }

  /// Takes the devices and starts the supervisor.
  Result start(Prepared prepared) {
    var here = Here.of(app, catalog);
    var gpus = devices(prepared, here);
    var run = new Commanding(app, settings).runSpec(prepared, gpus);
    Launched launched;
    try {
      launched = app.runtime().launch(run);
    } catch (RuntimeException e) {
      here.leases().release(prepared.spec().name());
      throw e;
    }
    if (!gpus.isEmpty()) {
      launched
          .status()
          .supervisor()
          .flatMap(id -> Holder.of(id.pid()))
          .ifPresent(holder -> here.leases().addHolder(prepared.spec().name(), holder));
    }
    return new Result(prepared, launched);
  }

  private List<Gpu> devices(Prepared prepared, Here here) {
    var candidate = prepared.plan().candidate();
    if (candidate.accelerator().kind() == io.aimengine.catalog.Accelerator.Kind.CPU) {
      return List.of();
    }
    var own = here.leases().lease(prepared.spec().name());
    if (own.isPresent()) {
      app.runtime().stop(prepared.spec().name());
      here.leases().release(prepared.spec().name());
    }
    var fitting = new ArrayList<Gpu>();
    for (var gpu : here.machine().gpus()) {
      Machine.accelerator(catalog, gpu)
          .filter(known -> known.name().equals(candidate.accelerator().name()))
          .ifPresent(_ -> fitting.add(gpu));
    }
    var request =
        new LeaseRequest(
            prepared.spec().name(),
            candidate.accelerator().name(),
            candidate.gpuCount(),
            candidate.settings().memoryFraction(),
            Holder.self());
    return switch (here.leases().acquire(request, fitting)) {
      case LeaseResult.Leased(_, var gpus) -> gpus;
      case LeaseResult.Refused(var problem) ->
          throw CommandFailure.of(Exit.LAUNCH, List.of(problem));
    };
  }

  static boolean isContainer(RuntimeChoice runtime) {
    return runtime.kind() == RuntimeKind.DOCKER || runtime.kind() == RuntimeKind.PODMAN;
  }
}
