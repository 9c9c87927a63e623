package io.aimengine.gateway.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Mirror;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import io.aimengine.render.GatewayWishes;
import io.aimengine.render.Labels;
import io.aimengine.render.Splitter;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the objects of a cluster mean as routes. An endpoint is called by its model's id, its
/// aliases, its own name, and `namespace/name`, which is always its alone.
final class ClusterMap {
  static final String CANARY = "canary";
  private static final String STABLE = "stable";
  private static final String ENGINE_PORT = "http";

  private ClusterMap() {}

  static Routes routes(Collection<AIMEndpoint> endpoints, Collection<EndpointSlice> slices) {
    return Routes.of(
        endpoints.stream().flatMap(endpoint -> endpoint(endpoint, slices).stream()).toList());
  }

  /// How long starts took, by the endpoint's id, where that is known.
  static Map<String, Duration> starts(Collection<AIMEndpoint> endpoints) {
    var starts = new TreeMap<String, Duration>();
    for (var endpoint : endpoints) {
      Optional.ofNullable(endpoint.getStatus())
          .map(AIMEndpointStatus::startup)
          .map(AIMEndpointStatus.Startup::totalSeconds)
          .ifPresent(seconds -> starts.put(id(endpoint), Duration.ofSeconds(seconds)));
    }
    return starts;
  }

  static String id(AIMEndpoint endpoint) {
    return endpoint.getMetadata().getNamespace() + "/" + endpoint.getMetadata().getName();
  }

  /// Empty while nobody knows yet which model it is.
  private static Optional<Endpoint> endpoint(
      AIMEndpoint endpoint, Collection<EndpointSlice> slices) {
    return model(endpoint).map(model -> endpoint(endpoint, model, slices));
  }

  private static Endpoint endpoint(
      AIMEndpoint endpoint, String model, Collection<EndpointSlice> slices) {
    var wishes =
        GatewayWishes.of(
            Objects.requireNonNullElse(endpoint.getMetadata().getAnnotations(), Map.of()));
    var variants =
        variants(endpoint, model, slices.stream().filter(slice -> isOf(slice, endpoint)).toList());
    return new Endpoint(
        id(endpoint),
        List.copyOf(names(endpoint, model)),
        adapters(endpoint, wishes),
        variants,
        wishes
            .mirror()
            .filter(percent -> variants.size() > 1)
            .map(percent -> new Mirror(CANARY, percent)),
        wishes.fallbacks(),
        wishes.policy().map(ClusterMap::policy).orElse(Policy.AUTOMATIC),
        limits(wishes),
        true);
  }

  static Policy policy(String name) {
    return Policy.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Limits limits(GatewayWishes wishes) {
    var usual = Limits.DEFAULT;
    return new Limits(
        wishes.concurrent().orElse(usual.concurrent()),
        wishes.held().orElse(usual.held()),
        wishes.hold().map(Duration::ofSeconds).orElse(usual.hold()));
  }

  private static List<String> adapters(AIMEndpoint endpoint, GatewayWishes wishes) {
    var spec = endpoint.getSpec();
    var engine = spec.engineConfig() == null ? null : spec.engineConfig().vllm();
    return Stream.of(
            wishes.adapters(),
            LoraModules.names(spec.customArgs()),
            LoraModules.names(engine == null ? null : engine.customArgs()))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /// Two while a changed release is tried and the gateway is who divides the requests; each has a
  /// Service of its own then, which its slices are labelled after.
  private static List<Variant> variants(
      AIMEndpoint endpoint, String model, List<EndpointSlice> slices) {
    var engine = engine(endpoint);
    var weight =
        Optional.ofNullable(endpoint.getStatus())
            .map(AIMEndpointStatus::canary)
            .filter(canary -> Splitter.GATEWAY.id().equals(canary.traffic()))
            .map(AIMEndpointStatus.Canary::weight);
    var tried = replicas(slices, CANARY::equals);
    var stable = replicas(slices, STABLE::equals);
    if (weight.isPresent() && !tried.isEmpty() && !stable.isEmpty()) {
      return List.of(
          new Variant(STABLE, engine, model, 100 - weight.get(), stable),
          new Variant(CANARY, engine, model, weight.get(), tried));
    }
    return List.of(new Variant(engine, engine, model, 1, replicas(slices, any -> true)));
  }

  private static List<Replica> replicas(List<EndpointSlice> slices, Predicate<String> component) {
    return slices.stream()
        .filter(slice -> component.test(labels(slice).getOrDefault(Labels.COMPONENT, "")))
        .flatMap(ClusterMap::replicas)
        .distinct()
        .toList();
  }

  private static Map<String, String> labels(EndpointSlice slice) {
    return Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
  }

  private static Optional<String> model(AIMEndpoint endpoint) {
    var spec = Optional.ofNullable(endpoint.getSpec());
    return Optional.ofNullable(endpoint.getStatus())
        .map(AIMEndpointStatus::model)
        .or(() -> spec.map(s -> s.model()).map(JsonNode::textValue))
        .or(() -> spec.map(s -> s.modelId()));
  }

  private static Set<String> names(AIMEndpoint endpoint, String model) {
    var names = new LinkedHashSet<>(List.of(model, id(endpoint), endpoint.getMetadata().getName()));
    Optional.ofNullable(endpoint.getSpec().aliases()).ifPresent(names::addAll);
    return names;
  }

  private static String engine(AIMEndpoint endpoint) {
    return Optional.ofNullable(endpoint.getStatus())
        .map(AIMEndpointStatus::selectedRecipe)
        .map(AIMEndpointStatus.SelectedRecipe::backend)
        .orElse("engine");
  }

  private static boolean isOf(EndpointSlice slice, AIMEndpoint endpoint) {
    return endpoint.getMetadata().getName().equals(labels(slice).get(Labels.ENDPOINT))
        && endpoint.getMetadata().getNamespace().equals(slice.getMetadata().getNamespace());
  }

  /// A slice of a Service that selects no pod has neither ports nor endpoints.
  private static Stream<Replica> replicas(EndpointSlice slice) {
    var port =
        orNone(slice.getPorts()).stream()
            .filter(each -> ENGINE_PORT.equals(each.getName()) && each.getPort() != null)
            .map(EndpointPort::getPort)
            .findFirst();
    return port.stream()
        .flatMap(
            number -> orNone(slice.getEndpoints()).stream().flatMap(each -> replica(each, number)));
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /// A pod that ends but still answers is draining; one that does not answer is none.
  private static Stream<Replica> replica(
      io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint, int port) {
    var conditions = Objects.requireNonNullElse(endpoint.getConditions(), new EndpointConditions());
    var address = endpoint.getAddresses().getFirst();
    var pod = endpoint.getTargetRef();
    var replica = Replica.ready(pod == null ? address : pod.getName(), address, port);
    if (Boolean.TRUE.equals(conditions.getTerminating())) {
      return Boolean.TRUE.equals(conditions.getServing())
          ? Stream.of(replica.draining())
          : Stream.empty();
    }
    return Boolean.FALSE.equals(conditions.getReady()) ? Stream.empty() : Stream.of(replica);
  }
}
