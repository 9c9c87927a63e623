package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointSpec;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.SelectedRecipe;
import io.aimengine.render.Rendering;
import io.aimengine.render.StartEstimate;
import io.aimengine.status.SharedCache;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The AIMCaches that endpoints of their namespace name: an endpoint asks for the checkpoint that
/// it is planned with, and waits until the cache says that it is there.
final class Caches {
  private final Relay<AIMCache> there = new Relay<>(AIMCache.class);
  private final Relay<AIMEndpoint> endpoints;

  Caches(Relay<AIMEndpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /// For endpoints: what a cache has wakes those that name it.
  List<EventSource<?, AIMEndpoint>> sourcesOfEndpoints(EventSourceContext<AIMEndpoint> context) {
    var all = context.getPrimaryCache();
    return List.of(
        there.ear(
            cache ->
                all.list(Recipes.namespace(cache), endpoint -> names(endpoint, cache))
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()),
            (now, before) ->
                !told(now).equals(told(before)) || Recipes.going(now) != Recipes.going(before)));
  }

  /// For caches: an endpoint that names another one, or has another checkpoint, wakes those of its
  /// namespace.
  List<EventSource<?, AIMCache>> sourcesOfCaches(EventSourceContext<AIMCache> context) {
    var all = context.getPrimaryCache();
    return List.of(
        there.mouth(context),
        endpoints.ear(
            endpoint ->
                all.list(Recipes.namespace(endpoint), cache -> true)
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()),
            (now, before) ->
                !name(now).equals(name(before))
                    || !checkpoint(now).equals(checkpoint(before))
                    || Recipes.going(now) != Recipes.going(before)));
  }

  /// All that endpoints tell of a cache.
  private static List<Object> told(AIMCache cache) {
    var status = Optional.<AIMCacheStatus>ofNullable(cache.getStatus());
    return List.of(
        status.map(AIMCacheStatus::cachedModels).orElse(List.of()),
        status.map(AIMCacheStatus::conditions).orElse(List.of()));
  }

  private static Optional<String> checkpoint(AIMEndpoint endpoint) {
    return Optional.<AIMEndpointStatus>ofNullable(endpoint.getStatus())
        .map(AIMEndpointStatus::selectedRecipe)
        .map(SelectedRecipe::checkpoint);
  }

  /// The name that an endpoint gives, unless it has switched the cache off.
  private static Optional<String> name(AIMEndpoint endpoint) {
    return Optional.<AIMEndpointSpec>ofNullable(endpoint.getSpec())
        .map(AIMEndpointSpec::cache)
        .filter(cache -> !Boolean.FALSE.equals(cache.enabled()))
        .map(AIMEndpointSpec.Cache::name);
  }

  private static boolean names(AIMEndpoint endpoint, AIMCache cache) {
    return name(endpoint).filter(cache.getMetadata().getName()::equals).isPresent();
  }

  private Stream<AIMEndpoint> of(AIMCache cache) {
    return endpoints.list(
        Recipes.namespace(cache), endpoint -> !Recipes.going(endpoint) && names(endpoint, cache));
  }

  /// The endpoints that name a cache.
  List<String> users(AIMCache cache) {
    return of(cache).map(endpoint -> endpoint.getMetadata().getName()).sorted().toList();
  }

  /// The checkpoints that endpoints want to find on it.
  Set<String> asked(AIMCache cache) {
    return of(cache)
        .map(Caches::checkpoint)
        .flatMap(Optional::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// What the cache that a manifest names has of the weights of its plan; empty when it names none.
  Optional<SharedCache> of(Rendering rendering) {
    var plan = rendering.plan();
    var cache = plan.spec().cache();
    return cache
        .name()
        .filter(_ -> cache.enabled())
        .map(name ->
            SharedCache.of(
                name,
                there.get(new ResourceID(name, plan.spec().namespace())),
                plan.candidate().checkpoint().id(),
                StartEstimate.downloadWords(rendering)));
  }
}
