package io.aimengine.launch;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What is served: the checkpoint (an id or a local path), under which names, where.
record Served(
    String model,
    String path,
    String name,
    List<String> names,
    String revision,
    String host,
    int port,
    Map<String, String> owned,
    List<Problem> problems) {

  static Served of(Plan plan, LaunchOptions options) {
    var candidate = plan.candidate();
    var engine = candidate.engine().engine();
    var problems = new ArrayList<Problem>();
    var checkpoint = candidate.checkpoint().id();
    var path =
        engine == Engine.LLAMACPP && options.bringsFiles()
            ? options.places().imageCache() + "/served/" + fileName(candidate.checkpoint())
            : options.places().model();
    var model = path.isEmpty() ? checkpoint : path;
    if (engine == Engine.LLAMACPP && path.isEmpty()) {
      model = fileName(plan.candidate().checkpoint());
      problems.add(notFetched(plan, options, model));
    }
    var name = plan.spec().model().id();
    var port = port(plan, options);
    var owned = new LinkedHashMap<String, String>();
    owned.put(engine == Engine.SGLANG ? "--model-path" : "--model", model);
    owned.put("--port", Integer.toString(port));
    owned.put(engine == Engine.LLAMACPP ? "--alias" : "--served-model-name", name);
    return new Served(
        model,
        path,
        name,
        names(plan, options),
        revision(plan, path, problems),
        options.host(),
        port,
        owned,
        List.copyOf(problems));
  }

  private static Problem notFetched(Plan plan, LaunchOptions options, String file) {
    return options.target() == LaunchOptions.Target.POD
        ? Problem.error(
            "launch.no-model-file",
            "spec.model",
            Mark.NONE,
            "llama.cpp wants the file " + file + ", and nothing fetches it into a pod",
            "vLLM serves on processors in a cluster: recipe: {backend: vllm}")
        : Problem.note(
            "launch.model-not-fetched",
            "spec.model",
            Mark.NONE,
            file + " is not in the cache yet: launching fetches it and gives its whole path",
            "fetch it now by `aim-engine cache download " + plan.spec().model().id() + "`");
  }

  /// What the shell says, else the manifest's port of this engine, else its target port.
  private static int port(Plan plan, LaunchOptions options) {
    var engine = plan.candidate().engine();
    if (options.port() > 0) {
      return options.port();
    }
    var ports = plan.spec().enginePorts();
    return ports.containsKey(engine.engine())
        ? ports.get(engine.engine())
        : plan.spec().service().targetPort().orElse(engine.defaults().port());
  }

  private static List<String> names(Plan plan, LaunchOptions options) {
    var names = new LinkedHashSet<String>();
    names.add(plan.spec().model().id());
    names.addAll(plan.spec().aliases());
    names.addAll(options.aliases());
    return List.copyOf(names);
  }

  /// The last part of where the file comes from: `pip://pkg==1!dir/model.gguf` gives `model.gguf`.
  private static String fileName(Checkpoint checkpoint) {
    var uri = checkpoint.artifacts().stream().map(Checkpoint.Artifact::uri).findFirst();
    var name = uri.orElse(checkpoint.id() + ".gguf");
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('!')) + 1);
  }

  /// A revision is one of the named repository; a variant of another repository has its own.
  private static String revision(Plan plan, String path, List<Problem> problems) {
    var revision = plan.spec().model().revision();
    var checkpoint = plan.candidate().checkpoint().id();
    if (revision.isEmpty() || !path.isEmpty()) {
      return "";
    }
    if (checkpoint.equalsIgnoreCase(plan.spec().model().id())
        || checkpoint.equals(plan.candidate().model().id())) {
      return revision;
    }
    problems.add(
        Problem.warning(
            "launch.revision-ignored",
            "spec.model.revision",
            Mark.NONE,
            "revision "
                + revision
                + " is one of "
                + plan.spec().model().id()
                + ", and the plan serves "
                + checkpoint,
            "leave spec.precision out to serve the named repository"));
    return "";
  }
}
