package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.explain.Bundle.Source;
import io.aimengine.launch.EngineVersions;
import io.aimengine.launch.Launch;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.local.container.SecretFiles;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.Machine;
import io.aimengine.local.lease.Holder;
import io.aimengine.local.lease.LeaseRequest;
import io.aimengine.local.lease.LeaseResult;
import io.aimengine.local.preflight.Host;
import io.aimengine.local.preflight.Preflight;
import io.aimengine.local.preflight.Situation;
import io.aimengine.local.run.Launched;
import io.aimengine.local.run.Ports;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.Plan;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.store.ArtifactRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries a plan out on this machine: model, port, devices, command, supervisor.
final class Launcher {
  private final App app;
  private final Catalog catalog;
  private final PlanOptions options;
  private final LaunchSettings settings;

  Launcher(App app, Catalog catalog, PlanOptions options, LaunchSettings settings) {
    this.app = app;
    this.catalog = catalog;
    this.options = options;
    this.settings = settings;
  }

  /// A plan with everything that its start needs, nothing started yet.
  record Prepared(
      EndpointSpec spec,
      PlanView view,
      Plan plan,
      Launch launch,
      RuntimeChoice runtime,
      Path model,
      Kept kept) {}

  /// What the plan was made from, beside the spec: the manifest's texts, the devices that were
  /// there, and the recipe files that were read.
  record Kept(List<Source> sources, Inventory inventory, Map<String, String> recipes) {}

  /// What was started.
  record Result(Prepared prepared, Launched launched) {}

  /// Plans for this machine and brings the model. With `--dry-run` nothing is downloaded: the
  /// model's path is where it will be.
  Prepared prepare(EndpointSpec wanted, List<Problem> said, List<Source> sources) {
    options.check(catalog);
    settings.port();
    var here = Here.of(app, catalog);
    var files = RecipeFiles.of(app);
    var planning = new Planning(app, catalog, options, files);
    var inventory = planning.inventory(() -> here.inventoryFor(wanted.name()));
    var outcome = planning.plan(wanted, inventory, running(wanted), LaunchOptions.process());
    var view = Planning.feasible(wanted, outcome, inventory);
    app.printer().problems(said);
    app.printer().problems(worthSaying(view.problems()));
    var plan = view.plan().orElseThrow();
    var runtime =
        settings.dryRun
            ? RuntimeChoice.shown(plan, settings.runtime, app.env())
            : RuntimeChoice.of(plan, settings.runtime, app.env());
    app.printer().problems(settings.older.remarks(runtime));
    checkVersion(plan, runtime);
    var model = model(plan);
    var launch = new Commanding(app, settings).launch(plan, runtime, model, port(wanted, plan));
    var kept = new Kept(sources, inventory, files.texts());
    return new Prepared(wanted, view, plan, launch, runtime, model, kept);
  }

  /// A launch fetches what is missing, and says so when it does.
  private static List<Problem> worthSaying(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> !problem.code().equals("launch.model-not-fetched"))
        .toList();
  }

  /// The candidate that serves this endpoint now; it is kept as long as it fits.
  private Optional<String> running(EndpointSpec wanted) {
    return app.runtime()
        .status(wanted.name())
        .filter(status -> status.isKept())
        .map(status -> status.spec().summary())
        .map(known ->
            "%s / %s %s / %d x %s"
                .formatted(
                    known.recipe(),
                    known.engine(),
                    known.engineVersion(),
                    known.gpuCount(),
                    known.hardware()));
  }

  /// A program on the PATH must be the version whose flags the plan has.
  private void checkVersion(Plan plan, RuntimeChoice runtime) {
    var engine = plan.candidate().engine();
    if (runtime.kind() != RuntimeKind.PROCESS || !runtime.program().startsWith("/")) {
      return;
    }
    var found = ProgramVersion.of(app.hardwareCommands(), runtime.program());
    if (found.isEmpty()) {
      return;
    }
    var resolved =
        EngineVersions.resolve(catalog, engine.engine(), found.get(), options.engineVersionAs);
    if (resolved.version().isEmpty()) {
      throw CommandFailure.of(Exit.LAUNCH, resolved.problems());
    }
    app.printer().problems(resolved.problems());
    if (!resolved.version().get().label().equals(engine.label())) {
      throw new CommandFailure(
          Exit.LAUNCH,
          "launch.engine-version",
          runtime.program()
              + " is version "
              + found.get()
              + ", and the plan is for "
              + engine.label(),
          "Install " + engine.label() + ", or add --engine-version-as " + engine.version() + ".");
    }
  }

  /// The files of the model: what the user names, or what the store has or brings. With
  /// `--no-cache` an engine that reads the hub's format downloads by itself, and the path is empty.
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
    var gguf = checkpoint.format() == Checkpoint.Format.GGUF;
    if (checkpoint.artifacts().isEmpty() || (settings.noCache && !gguf)) {
      return Path.of("");
    }
    var revision = revision(plan);
    var request = request(plan);
    var store = app.store();
    if (settings.dryRun && store.find(request).isEmpty()) {
      var folder = store.root().resolve("models").resolve(checkpoint.id().replace("/", "--"));
      return gguf ? folder : folder.resolve(revision.isEmpty() ? "main" : revision);
    }
    return ModelFetch.fetch(store, request, app.terminal()).modelPath();
  }

  /// The files that the plan serves.
  static ArtifactRequest request(Plan plan) {
    var checkpoint = plan.candidate().checkpoint();
    return ArtifactRequest.of(checkpoint.id(), at(revision(plan), checkpoint.artifacts()));
  }

  /// The manifest's revision is one of the repository that it names, not of a variant.
  private static String revision(Plan plan) {
    var named = plan.candidate().checkpoint().id().equalsIgnoreCase(plan.spec().model().id());
    return named ? plan.spec().model().revision() : "";
  }

  private static List<Artifact> at(String revision, List<Artifact> artifacts) {
    if (revision.isEmpty()) {
      return artifacts;
    }
    return artifacts.stream()
        .map(artifact ->
            artifact.uri().matches("hf://[^/]+/[^/@]+")
                ? new Artifact(artifact.uri() + "@" + revision.replace("/", "%2F"), 0, "")
                : artifact)
        .toList();
  }

  private int port(EndpointSpec spec, Plan plan) {
    var engine = plan.candidate().engine().engine();
    var fromManifest = Optional.ofNullable(spec.enginePorts().get(engine));
    var wanted = settings.port().or(() -> fromManifest);
    return switch (app.runtime().ports().reserve(spec.name(), settings.host, wanted)) {
      case Ports.Choice.Granted(var port) -> port;
      case Ports.Choice.Taken(var problem) ->
          throw CommandFailure.of(Exit.LAUNCH, List.of(problem));
    };
  }

  /// Takes the devices, looks at what could go wrong, and starts the supervisor.
  Result start(Prepared prepared) {
    var here = Here.of(app, catalog);
    var name = prepared.spec().name();
    var gpus = devices(prepared, here);
    try {
      preflight(prepared, here.machine(), gpus);
      var secrets = secrets(prepared);
      var run = new Commanding(app, settings).runSpec(prepared, gpus, secrets);
      var launched = app.runtime().launch(run);
      KeptDecision.write(app, catalog, options, prepared);
      return new Result(prepared, launched);
    } catch (RuntimeException e) {
      if (!gpus.isEmpty()) {
        here.leases().release(name);
      }
      throw e;
    }
  }

  private SecretFiles secrets(Prepared prepared) {
    var folder = app.stateDir().endpoint(prepared.spec().name()).path().resolve("secrets");
    var secrets = SecretFiles.write(folder, prepared.launch().secrets(), app.env());
    if (secrets.problems().stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.PERMISSION, secrets.problems());
    }
    return secrets;
  }

  private void preflight(Prepared prepared, Machine machine, List<Gpu> gpus) {
    var problems = new Preflight(Host.here(app.env())).problems(situation(prepared, machine, gpus));
    if (problems.stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.LAUNCH, problems);
    }
    app.printer().problems(problems);
  }

  private Situation situation(Prepared prepared, Machine machine, List<Gpu> gpus) {
    var candidate = prepared.plan().candidate();
    var gated =
        prepared.model().toString().isEmpty() && candidate.checkpoint().gated()
            ? Situation.Gating.GATED
            : Situation.Gating.OPEN;
    return new Situation(
        machine,
        gpus,
        candidate.settings().memoryFraction(),
        candidate.settings().tensorParallel(),
        prepared.runtime().kind(),
        prepared.runtime().kind() == RuntimeKind.PROCESS ? prepared.runtime().program() : "",
        app.store().root(),
        prepared.model().toString().isEmpty() ? candidate.checkpoint().weightsBytes() : 0,
        settings.host,
        0,
        gated);
  }

  /// The devices of this endpoint, leased. One that runs already keeps its own unless the plan
  /// changed.
  private List<Gpu> devices(Prepared prepared, Here here) {
    var candidate = prepared.plan().candidate();
    if (candidate.accelerator().kind() == Accelerator.Kind.CPU) {
      return List.of();
    }
    var name = prepared.spec().name();
    var fitting = fitting(candidate.accelerator(), here.machine());
    var own = here.leases().lease(name);
    if (own.isPresent()) {
      var mine = fitting.stream().filter(gpu -> own.get().devices().contains(gpu.id())).toList();
      if (mine.size() == candidate.gpuCount()) {
        return mine;
      }
      app.runtime().stop(name);
      here.leases().release(name);
    }
    var request =
        new LeaseRequest(
            name,
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

  /// For `--dry-run`: devices that a start would find, without taking them.
  List<Gpu> likely(Prepared prepared) {
    var here = Here.of(app, catalog);
    return fitting(prepared.plan().candidate().accelerator(), here.machine()).stream()
        .filter(gpu -> !here.taken().contains(gpu.id()))
        .limit(prepared.plan().candidate().gpuCount())
        .toList();
  }

  private List<Gpu> fitting(Accelerator accelerator, Machine machine) {
    var fitting = new ArrayList<Gpu>();
    for (var gpu : machine.gpus()) {
      Machine.accelerator(catalog, gpu)
          .filter(known -> known.name().equals(accelerator.name()))
          .ifPresent(_ -> fitting.add(gpu));
    }
    return fitting;
  }
}
