package io.aimengine.launch;

import io.aimengine.api.Problem;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.Arguments;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.flags.OwnedFlag;
import io.aimengine.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a plan into the command that its engine version really accepts.
public final class Launches {
  /// The flag by which an engine waits for running requests when it stops.
  public static final String STOPPING = "--shutdown-timeout";

  private static final String THREADS = "--threads";

  private Launches() {}

  /// The launch of a plan; empty when a problem is an error.
  public static LaunchResult of(Plan plan, LaunchOptions options) {
    var candidate = plan.candidate();
    var served = Served.of(plan, options);
    var checked = FlagLayers.merge(context(plan, served), layers(plan));
    var environment = Environment.of(plan, options);
    var flags = threads(plan, options, stopping(options, checked.arguments()));
    var command = EngineCommand.of(plan, served, flags);
    var image = Images.of(plan, options, command.program());

    var problems = new ArrayList<Problem>(checked.problems());
    problems.addAll(served.problems());
    problems.addAll(Combinations.check(command.flags(), checked.problems()));
    problems.addAll(environment.problems());
    problems.addAll(image.problems());
    if (problems.stream().anyMatch(Problem::isError)) {
      return new LaunchResult(Optional.empty(), problems);
    }
    var host = command.onHost(environment.secrets());
    var inImage = command.inImage(image.command(), options, environment.secrets());
    return new LaunchResult(
        Optional.of(
            new Launch(
                candidate.engine(),
                image.name(),
                image.verified(),
                host,
                inImage,
                variables(environment, options),
                environment.secrets(),
                options.host(),
                served.port(),
                served.name(),
                served.path())),
        problems);
  }

  /// vLLM aborts what runs as soon as it is asked to stop, unless it is told to wait.
  private static Arguments stopping(LaunchOptions options, Arguments flags) {
    var seconds = options.stopping().toSeconds();
    return seconds > 0 ? flags.withDefault(STOPPING, Long.toString(seconds)) : flags;
  }

  /// A pod's processors are what its limit says, on whatever node it runs: the engine sees them.
  private static Arguments threads(Plan plan, LaunchOptions options, Arguments flags) {
    var candidate = plan.candidate();
    var wished = plan.spec().wishes().args().getOrDefault(candidate.engine().engine(), Map.of());
    var computed = candidate.engine().engine() == Engine.LLAMACPP && !wished.containsKey(THREADS);
    return computed && options.target() == LaunchOptions.Target.POD
        ? flags.without(THREADS)
        : flags;
  }

  private static FlagContext context(Plan plan, Served served) {
    var candidate = plan.candidate();
    var quantised = !candidate.checkpoint().quantization().equals("none");
    var owned =
        OwnedFlag.of(candidate.engine().engine()).stream()
            // a container listens elsewhere than a process: any host is only noted
            .map(flag ->
                flag.name().equals("--host")
                    ? flag
                    : flag.effective(served.owned().getOrDefault(flag.name(), "")))
            .toList();
    return new FlagContext(
        candidate.engine(), quantised, candidate.accelerator().memoryGib(), owned);
  }

  /// The candidate's flags have the manifest's in them already: those come as a layer of their own,
  /// so that what is said of them points to the manifest.
  private static List<FlagLayer> layers(Plan plan) {
    var candidate = plan.candidate();
    var wished = plan.spec().wishes().args().getOrDefault(candidate.engine().engine(), Map.of());
    var recipe = new LinkedHashMap<>(candidate.args());
    wished.forEach(recipe::remove);
    return List.of(
        FlagLayer.recipe("recipe.args", recipe), FlagLayer.manifest("spec.customArgs", wished));
  }

  private static Map<String, String> variables(Environment environment, LaunchOptions options) {
    var cache =
        options.target() == LaunchOptions.Target.PROCESS
            ? options.places().cache()
            : options.places().imageCache();
    var variables = new LinkedHashMap<String, String>(environment.variables());
    if (!cache.isBlank()) {
      variables.putIfAbsent("HF_HOME", cache + "/huggingface");
    }
    return variables;
  }
}
