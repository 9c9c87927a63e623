package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.launch.Launch;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.launch.Launches;
import io.aimengine.local.container.ContainerCommand;
import io.aimengine.local.container.ContainerHost;
import io.aimengine.local.container.ContainerRequest;
import io.aimengine.local.container.ContainerRuntime;
import io.aimengine.local.container.DeviceEnvironment;
import io.aimengine.local.container.SecretFiles;
import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.HostTree;
import io.aimengine.local.run.RunSpec;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import io.aimengine.plan.Plan;
import io.aimengine.scale.Policy;
import io.aimengine.spec.Resources;
import io.aimengine.spec.Scaling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the exact command of an endpoint on this machine, and what its supervisor must know.
final class Commanding {
  private static final String EMBEDDED_MAIN = "io.aimengine.embedded.EmbeddedEngine";
  private static final String CONTAINER_CACHE = "/cache";
  private static final String CONTAINER_MODEL = "/model";
  private static final String HUB = "huggingface";
  private static final int STOP_SECONDS = 20;

  private final App app;
  private final LaunchSettings settings;

  Commanding(App app, LaunchSettings settings) {
    this.app = app;
    this.settings = settings;
  }

  Launch launch(Plan plan, RuntimeChoice runtime, Path model, int port) {
    var container = runtime.isContainer();
    var inContainer =
        model.toString().isEmpty()
            ? ""
            : Files.isDirectory(model)
                ? CONTAINER_MODEL
                : CONTAINER_MODEL + "/" + model.getFileName();
    var options =
        LaunchOptions.process()
            .target(container ? LaunchOptions.Target.CONTAINER : LaunchOptions.Target.PROCESS)
            .listen(settings.host, port)
            .model(model.toString(), inContainer)
            .cache(app.store().root().toString(), CONTAINER_CACHE)
            .image(plan.spec().image().reference().orElse(""))
            .embedded(container ? ClusterFacts.CPU_IMAGE : "");
    var result = Launches.of(plan, options);
    return result
        .launch()
        .orElseThrow(() ->
            CommandFailure.of(
                Exit.USAGE, result.problems().stream().filter(Problem::isError).toList()));
  }

  /// Where engines that read the hub's format themselves keep what they download.
  private Path hub() {
    return app.store().root().resolve(HUB);
  }

  /// What is really run, program first.
  List<String> argv(Launcher.Prepared prepared, List<Gpu> gpus, SecretFiles secrets) {
    var launch = prepared.launch();
    return switch (prepared.runtime().kind()) {
      case EMBEDDED -> {
        var argv = new ArrayList<>(app.jvm("-Xmx256m"));
        argv.add(EMBEDDED_MAIN);
        argv.addAll(launch.command().subList(1, launch.command().size()));
        yield argv;
      }
      case PROCESS -> {
        var argv = new ArrayList<>(launch.command());
        if (!argv.getFirst().startsWith("python")) {
          argv.set(0, prepared.runtime().program());
        }
        yield argv;
      }
      case DOCKER, PODMAN -> {
        var argv = new ArrayList<>(container(prepared, gpus).run(request(prepared, gpus, secrets)));
        var options = limits(prepared.plan().spec().resources());
        options.addAll(settings.older.container()); // after them: the last one counts
        argv.addAll(argv.indexOf("run") + 1, options);
        yield argv;
      }
    };
  }

  /// The manifest's limits, which a container of this machine keeps like a pod. More processors
  /// than there are is no limit, and Docker refuses to start with it.
  private static List<String> limits(Resources resources) {
    var options = new ArrayList<String>();
    resources
        .cpuLimit()
        .filter(cpus -> cpus.value().doubleValue() < Runtime.getRuntime().availableProcessors())
        .ifPresent(cpus -> options.addAll(List.of("--cpus", cpus.value().toPlainString())));
    resources
        .memoryLimit()
        .ifPresent(memory -> options.addAll(List.of("--memory", Long.toString(memory.bytes()))));
    return options;
  }

  private ContainerCommand container(Launcher.Prepared prepared, List<Gpu> gpus) {
    var runtime =
        prepared.runtime().kind() == RuntimeKind.DOCKER
            ? ContainerRuntime.DOCKER
            : ContainerRuntime.PODMAN;
    var tree = HostTree.host();
    return new ContainerCommand(ContainerHost.read(runtime, tree, DeviceFile.under(tree), gpus));
  }

  private ContainerRequest request(
      Launcher.Prepared prepared, List<Gpu> gpus, SecretFiles secrets) {
    var mounts = new ArrayList<>(secrets.mounts());
    mounts.add(
        new ContainerRequest.Mount(
            hub().toString(), CONTAINER_CACHE + "/" + HUB, ContainerRequest.Access.WRITE));
    var model = prepared.model();
    if (!model.toString().isEmpty()) {
      var folder = Files.isDirectory(model) ? model : model.toAbsolutePath().resolveSibling("");
      mounts.add(
          new ContainerRequest.Mount(
              folder.toString(), CONTAINER_MODEL, ContainerRequest.Access.READ));
    }
    return new ContainerRequest(
        prepared.spec().name(),
        prepared.launch(),
        gpus,
        prepared.plan().candidate().settings().tensorParallel(),
        settings.host,
        mounts,
        secrets.envFile());
  }

  RunSpec runSpec(Launcher.Prepared prepared, List<Gpu> gpus, SecretFiles secrets) {
    var plan = prepared.plan();
    var candidate = plan.candidate();
    var container = prepared.runtime().isContainer();
    var env = new LinkedHashMap<String, String>();
    if (!container) {
      env.putAll(prepared.launch().env());
      env.putAll(DeviceEnvironment.of(gpus));
      env.putAll(settings.older.environment());
    }
    var argv = argv(prepared, gpus, secrets);
    var command =
        new RunSpec.Command(
            argv,
            env,
            List.of(),
            container ? "" : secrets.envFile(),
            "",
            container
                ? container(prepared, gpus).stop(prepared.spec().name(), STOP_SECONDS)
                : List.of());
    var idle = idle(plan.spec().scaling());
    return new RunSpec(
        plan.spec().name(),
        hash(argv, env, candidate.label(), idle),
        summary(plan),
        prepared.runtime().kind(),
        command,
        serving(prepared),
        RunSpec.Policy.standard(patience(plan)).sleepingAfter(idle),
        gpus.stream().map(Gpu::id).toList(),
        prepared.model().toString().isEmpty() ? List.of() : List.of(prepared.model().toString()));
  }

  /// Who may have no replica sleeps, after as long as in a cluster.
  private static Duration idle(Scaling scaling) {
    return scaling.enabled() && scaling.minReplicas() == 0
        ? Policy.of(scaling).idle()
        : Duration.ZERO;
  }

  Duration patience(Plan plan) {
    var engine = plan.candidate().engine();
    return Duration.ofSeconds(settings.patience(app.env(), engine.probe().startupSeconds()));
  }

  private static RunSpec.Serving serving(Launcher.Prepared prepared) {
    var engine = prepared.plan().candidate().engine();
    var launch = prepared.launch();
    return new RunSpec.Serving(
        launch.host(),
        launch.port(),
        launch.servedModel(),
        prepared.plan().candidate().model().task(),
        engine.probe().health(),
        engine.probe().metrics(),
        engine.metrics(),
        "");
  }

  private static RunSpec.Summary summary(Plan plan) {
    var candidate = plan.candidate();
    return new RunSpec.Summary(
        plan.spec().model().id(),
        candidate.name(),
        candidate.engine().engine().id(),
        candidate.engine().version(),
        candidate.accelerator().name(),
        candidate.checkpoint().precision().id(),
        candidate.gpuCount(),
        candidate.settings().maxModelLen());
  }

  private static String hash(
      List<String> argv, Map<String, String> env, String label, Duration idle) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : List.of(label, String.join("\0", argv), env.toString(), idle.toString())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
