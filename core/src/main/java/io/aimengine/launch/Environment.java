package io.aimengine.launch;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.plan.Plan;
import io.aimengine.spec.EnvVar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The engine's environment: what the product sets, and the recipe's and manifest's laid over it.
record Environment(
    Map<String, String> variables, List<SecretNeed> secrets, List<Problem> problems) {

  private static final String KEY_FILE = "sglang-keys.yaml";
  private static final String IMAGE_SECRETS = "/run/aim-engine/";

  static Environment of(Plan plan, LaunchOptions options) {
    var variables = new LinkedHashMap<>(Tuning.of(plan));
    var problems = new ArrayList<Problem>();
    plan.candidate()
        .env()
        .forEach((name, value) -> lay(variables, problems, "recipe.env.", name, value));
    var secrets = new ArrayList<SecretNeed>();
    for (var variable : plan.spec().env()) {
      var name = variable.name();
      switch (variable.source()) {
        case EnvVar.Literal(var value) -> lay(variables, problems, "spec.env.", name, value);
        case EnvVar.Secret(_, _, var optional) ->
            secrets.add(new SecretNeed.InEnvironment(name, name, !optional));
        case EnvVar.ConfigMap _, EnvVar.Field _, EnvVar.Resource _ ->
            problems.add(clusterOnly(name));
      }
    }
    secrets(plan, options, secrets);
    return new Environment(variables, secrets, problems);
  }

  private static Problem clusterOnly(String name) {
    return Problem.note(
        "launch.cluster-variable",
        "spec.env." + name,
        Mark.NONE,
        name + " has its value from a cluster object: only a pod gets it",
        "");
  }

  private static void lay(
      Map<String, String> variables,
      List<Problem> problems,
      String place,
      String name,
      String value) {
    EnvironmentRules.check(place + name, name, value)
        .ifPresentOrElse(problems::add, () -> variables.put(name, value));
  }

  private static void secrets(Plan plan, LaunchOptions options, List<SecretNeed> secrets) {
    var engine = plan.candidate().engine().engine();
    var named = secrets.stream().anyMatch(secret -> secret.source().equals("HF_TOKEN"));
    var fetches =
        engine == Engine.LLAMACPP ? options.bringsFiles() : options.places().model().isEmpty();
    if (fetches && !named) {
      var gated = plan.candidate().model().gated() || plan.candidate().checkpoint().gated();
      secrets.add(new SecretNeed.InEnvironment("HF_TOKEN", "HF_TOKEN", gated));
    }
    options.keys().variable().ifPresent(key -> secrets.add(apiKey(engine, key, options)));
  }

  private static SecretNeed apiKey(Engine engine, String source, LaunchOptions options) {
    return switch (engine) {
      case VLLM -> new SecretNeed.InEnvironment("VLLM_API_KEY", source, true);
      case LLAMACPP -> new SecretNeed.InEnvironment("LLAMA_API_KEY", source, true);
      // SGLang reads keys from arguments or its config file only
      case SGLANG ->
          new SecretNeed.InFile(
              options.keys().folder() + "/" + KEY_FILE,
              IMAGE_SECRETS + KEY_FILE,
              "api-key: ",
              source);
    };
  }
}
