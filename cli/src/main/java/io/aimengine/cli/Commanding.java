package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.launch.Launch;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.launch.Launches;
import io.aimengine.launch.SecretNeed;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.run.RunSpec;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import io.aimengine.plan.Plan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// Makes the exact command of an endpoint on this machine, and what its supervisor must know.
final class Commanding {
  private static final String EMBEDDED_MAIN = "io.aimengine.embedded.EmbeddedEngine";

  private final App app;
  private final LaunchSettings settings;

  Commanding(App app, LaunchSettings settings) {
    this.app = app;
    this.settings = settings;
  }

  Launch launch(Plan plan, RuntimeChoice runtime, Path model, int port) {
    var target =
        Launcher.isContainer(runtime)
            ? LaunchOptions.Target.CONTAINER
            : LaunchOptions.Target.PROCESS;
    var cache = app.store().root().resolve("huggingface").toString();
    var options =
        LaunchOptions.process()
            .target(target)
            .listen(settings.host, port)
            .model(model.toString(), model.toString())
            .cache(cache, "/cache/huggingface")
            .image(plan.spec().image().reference().orElse(""))
            .aliases(plan.spec().aliases());
    var result = Launches.of(plan, options);
    return result
        .launch()
        .orElseThrow(() ->
            CommandFailure.of(
                Exit.USAGE, result.problems().stream().filter(Problem::isError).toList()));
  }

  /// The argv as it will be run, program first.
  List<String> argv(Launch launch, RuntimeChoice runtime) {
    return switch (runtime.kind()) {
      case EMBEDDED -> {
        var argv = new ArrayList<>(app.jvm("-Xmx256m"));
        argv.add(EMBEDDED_MAIN);
        argv.addAll(launch.command().subList(1, launch.command().size()));
        yield argv;
      }
      case PROCESS -> {
        var argv = new ArrayList<>(launch.command());
        if (!runtime.program().isEmpty() && !argv.getFirst().startsWith("python")) {
          argv.set(0, runtime.program());
        }
        yield argv;
      }
      case DOCKER, PODMAN ->
          throw new CommandFailure(
              Exit.LAUNCH, "runtime.container", "containers are started by another class", "");
    };
  }

  RunSpec runSpec(Launcher.Prepared prepared, List<Gpu> gpus) {
    var plan = prepared.plan();
    var candidate = plan.candidate();
    var launch = prepared.launch();
    var engine = candidate.engine();
    var env = new LinkedHashMap<>(launch.env());
    if (!gpus.isEmpty() && prepared.runtime().kind() == RuntimeKind.PROCESS) {
      env.put(
          "HIP_VISIBLE_DEVICES",
          gpus.stream().map(gpu -> String.valueOf(gpu.index())).collect(Collectors.joining(",")));
    }
    var argv = argv(launch, prepared.runtime());
    var command =
        new RunSpec.Command(argv, env, inherited(launch), settings.envFile, "", List.of());
    var serving =
        new RunSpec.Serving(
            launch.host(),
            launch.port(),
            launch.servedModel(),
            candidate.model().task(),
            engine.probe().health(),
            engine.probe().metrics(),
            engine.metrics(),
            "");
    var summary =
        new RunSpec.Summary(
            plan.spec().model().id(),
            candidate.name(),
            engine.engine().id(),
            engine.version(),
            candidate.accelerator().name(),
            candidate.checkpoint().precision().id(),
            candidate.gpuCount(),
            candidate.settings().maxModelLen());
    var startup = Duration.ofSeconds(settings.patience(app.env(), engine.probe().startupSeconds()));
    return new RunSpec(
        plan.spec().name(),
        hash(argv, env, candidate.label()),
        summary,
        prepared.runtime().kind(),
        command,
        serving,
        RunSpec.Policy.standard(startup),
        gpus.stream().map(Gpu::id).toList(),
        prepared.model().toString().isEmpty() ? List.of() : List.of(prepared.model().toString()));
  }

  private static List<String> inherited(Launch launch) {
    var names = new ArrayList<String>();
    for (var secret : launch.secrets()) {
      if (secret instanceof SecretNeed.InEnvironment need) {
        names.add(need.source());
      }
    }
    return names;
  }

  private static String hash(List<String> argv, LinkedHashMap<String, String> env, String label) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : List.of(label, String.join("\0", argv), env.toString())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
