package io.aimengine.cli;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMRecipe;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Arrays;
import java.util.Locale;

/// Our kinds, and the words that people have for them.
enum KubeKind {
  ENDPOINT(AIMEndpoint.class, "endpoints", "(aim)?endpoints?|ep|aimep"),
  RECIPE(AIMRecipe.class, "recipes", "(aim)?recipes?|aimr"),
  CACHE(AIMCache.class, "caches", "(aim)?caches?|aimc");

  private final Class<? extends CustomResource<?, ?>> type;
  private final String plural;
  private final String words;

  KubeKind(Class<? extends CustomResource<?, ?>> type, String plural, String words) {
    this.type = type;
    this.plural = plural;
    this.words = words;
  }

  Class<? extends CustomResource<?, ?>> type() {
    return type;
  }

  String plural() {
    return plural;
  }

  static KubeKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> word.toLowerCase(Locale.ROOT).matches(kind.words))
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.usage(
                word + " is no kind of ours", "One of: endpoints, recipes, caches."));
  }
}
