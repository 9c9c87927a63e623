package io.aimengine.render;

import io.aimengine.launch.SecretNeed;
import io.aimengine.spec.EnvVar.ConfigMap;
import io.aimengine.spec.EnvVar.Field;
import io.aimengine.spec.EnvVar.Literal;
import io.aimengine.spec.EnvVar.Resource;
import io.aimengine.spec.EnvVar.Secret;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The environment of an engine's container. A secret is only ever named.
final class PodEnvironment {
  private static final String TOKEN = "HF_TOKEN";

  private PodEnvironment() {}

  /// The engine's own; what was fetched for it needs no token any more.
  static List<EnvVar> of(Rendering rendering) {
    var all = ofFetch(rendering);
    return rendering.llamacpp()
        ? all.stream().filter(variable -> !variable.getName().equals(TOKEN)).toList()
        : all;
  }

  /// With what it takes to fetch a model.
  static List<EnvVar> ofFetch(Rendering rendering) {
    var all = new LinkedHashMap<String, EnvVar>();
    literal(KernelCache.variables(rendering), all);
    if (Volumes.filled(rendering)) {
      literal(Map.of("HF_HUB_OFFLINE", "1"), all);
      // where a model's own code is written, which is below HF_HOME else
      literal(Map.of("HF_MODULES_CACHE", KernelCache.PATH + "/modules"), all);
    }
    literal(rendering.launch().env(), all);
    secrets(rendering, all);
    for (var variable : rendering.plan().spec().env()) {
      var builder = new EnvVarBuilder().withName(variable.name());
      switch (variable.source()) {
        case Literal _ -> {} // checked and laid over the recipe's by the launch
        case Secret(var name, var key, var optional) ->
            all.put(variable.name(), secret(builder, name, key, optional));
        case ConfigMap(var name, var key, var optional) ->
            all.put(
                variable.name(),
                builder
                    .withNewValueFrom()
                    .withNewConfigMapKeyRef(key, name, optional)
                    .endValueFrom()
                    .build());
        case Field(var path) ->
            all.put(
                variable.name(),
                builder.withNewValueFrom().withNewFieldRef(null, path).endValueFrom().build());
        case Resource(var resource) ->
            all.put(
                variable.name(),
                builder
                    .withNewValueFrom()
                    .withNewResourceFieldRef()
                    .withResource(resource)
                    .endResourceFieldRef()
                    .endValueFrom()
                    .build());
      }
    }
    return List.copyOf(all.values());
  }

  private static void literal(Map<String, String> variables, Map<String, EnvVar> all) {
    variables.forEach((name, value) -> all.put(name, new EnvVar(name, value, null)));
  }

  /// The hub's token, which a gated model cannot be downloaded without.
  private static void secrets(Rendering rendering, Map<String, EnvVar> all) {
    var token = rendering.cluster().hubToken();
    for (var need : rendering.launch().secrets()) {
      if (need instanceof SecretNeed.InEnvironment(var variable, var source, var required)
          && source.equals(TOKEN)) {
        var builder = new EnvVarBuilder().withName(variable);
        all.put(
            variable,
            secret(builder, token.name(), token.key(), !required || Volumes.filled(rendering)));
      }
    }
  }

  private static EnvVar secret(EnvVarBuilder builder, String name, String key, boolean optional) {
    return builder
        .withNewValueFrom()
        .withNewSecretKeyRef(key, name, optional)
        .endValueFrom()
        .build();
  }
}
