package io.aimengine.cli;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMRecipe;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Our kinds, and the words that people have for them.
enum KubeKind {
  ENDPOINT(AIMEndpoint.class, "endpoints", "endpoint", "ep", "aimep"),
  RECIPE(AIMRecipe.class, "recipes", "recipe", "aimr"),
  CACHE(AIMCache.class, "caches", "cache", "aimc");

  private final Class<? extends CustomResource<?, ?>> type;
  private final List<String> words;

  KubeKind(Class<? extends CustomResource<?, ?>> type, String... words) {
    this.type = type;
    this.words = List.of(words);
  }

  Class<? extends CustomResource<?, ?>> type() {
    return type;
  }

  String plural() {
    return words.getFirst();
  }

  static KubeKind of(String word) {
    var plain = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.words.contains(plain.replaceFirst("^aim(?=[a-z]{4})", "")))
        .findFirst()
        .or(() -> Arrays.stream(values()).filter(kind -> kind.words.contains(plain)).findFirst())
        .orElseThrow(() ->
            CommandFailure.usage(
                word + " is no kind of ours", "One of: endpoints, recipes, caches."));
  }
}
