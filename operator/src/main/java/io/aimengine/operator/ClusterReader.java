package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.render.Labels;
import io.aimengine.render.OptionalKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the operator sees: one list and one watch for each kind, nothing polled. The inventory is
/// told of nodes, pods and workloads first, and wakes who waits for room.
final class ClusterReader {
  private static final String ENDPOINT = "endpoint";

  /// The index of pods by the claims that they mount, as `namespace/name`.
  static final String CLAIM = "claim";

  /// The kinds that an endpoint's objects are of.
  static final List<Class<? extends HasMetadata>> CHILDREN =
      List.of(
          ServiceAccount.class,
          ConfigMap.class,
          PersistentVolumeClaim.class,
          NetworkPolicy.class,
          Deployment.class,
          Service.class,
          PodDisruptionBudget.class,
          HorizontalPodAutoscaler.class);

  private final ClusterInventory inventory;
  private final Relay<PersistentVolumeClaim> claims;
  private final Relay<Pod> pods;
  private final Optional<GivenInventory> given;
  private final Set<OptionalKind> optional;
  private final Map<String, InformerEventSource<? extends HasMetadata, AIMEndpoint>> children =
      new HashMap<>();
  private @Nullable IndexerResourceCache<AIMEndpoint> endpoints;

  /// `given` is what it knows instead of nodes where it may see one namespace only; `optional` are
  /// those kinds, beside the ones that every cluster has, that are there.
  ClusterReader(
      ClusterInventory inventory,
      Relay<PersistentVolumeClaim> claims,
      Relay<Pod> pods,
      Optional<GivenInventory> given,
      Set<OptionalKind> optional) {
    this.inventory = inventory;
    this.claims = claims;
    this.pods = pods;
    this.given = given;
    this.optional = Set.copyOf(optional);
  }

  List<EventSource<?, AIMEndpoint>> sources(EventSourceContext<AIMEndpoint> context) {
    endpoints = context.getPrimaryCache();
    var all = new ArrayList<EventSource<?, AIMEndpoint>>();
    for (var kind : CHILDREN) {
      children.put(
          HasMetadata.getKind(kind),
          kind == PersistentVolumeClaim.class
              ? claims.mouth(children(PersistentVolumeClaim.class), context)
              : new InformerEventSource<>(children(kind), context));
    }
    for (var kind : optional) {
      children.put(kind.kind(), children(kind, context));
    }
    all.addAll(children.values());
    var podsSeen =
        InformerEventSourceConfiguration.from(Pod.class, AIMEndpoint.class)
            .withName("pods")
            .withItemStore(new Kept<>(Slim::pod, inventory::put, inventory::remove))
            .withSecondaryToPrimaryMapper(ClusterReader::endpoints);
    if (given.isPresent()) {
      all.add(given.get().source(context));
    } else {
      all.add(nodes(context));
      podsSeen.withWatchAllNamespaces();
    }
    var source = pods.mouth(podsSeen.build(), context);
    source.addIndexers(
        Map.of(ENDPOINT, pod -> List.of(GpuPod.endpoint(pod)), CLAIM, ClusterReader::claims));
    all.add(source);
    return all;
  }

  private static List<String> claims(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .map(claim -> pod.getMetadata().getNamespace() + "/" + claim.getClaimName())
        .toList();
  }

  private InformerEventSource<Node, AIMEndpoint> nodes(EventSourceContext<AIMEndpoint> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Node.class, AIMEndpoint.class)
            .withName("nodes")
            .withWatchAllNamespaces()
            .withItemStore(new Kept<>(Slim::node, inventory::put, inventory::remove))
            .withSecondaryToPrimaryMapper(_ -> Set.of())
            .build(),
        context);
  }

  private <R extends HasMetadata> InformerEventSourceConfiguration<R> children(Class<R> kind) {
    return InformerEventSourceConfiguration.from(kind, AIMEndpoint.class)
        .withLabelSelector(Labels.MANAGED)
        .withItemStore(new Kept<>(Slim::object, this::seen, this::gone))
        .withSecondaryToPrimaryMapper(ClusterReader::endpoints)
        .build();
  }

  private static InformerEventSource<GenericKubernetesResource, AIMEndpoint> children(
      OptionalKind kind, EventSourceContext<AIMEndpoint> context) {
    var gvk = new GroupVersionKind(kind.apiVersion(), kind.kind());
    var configuration =
        InformerEventSourceConfiguration.from(gvk, AIMEndpoint.class)
            .withName(kind.id())
            .withLabelSelector(Labels.MANAGED)
            .withSecondaryToPrimaryMapper(ClusterReader::endpoints);
    return new InformerEventSource<>(configuration.build(), context);
  }

  private void seen(HasMetadata child) {
    if (child instanceof Deployment workload) {
      inventory.put(workload);
    }
  }

  private void gone(HasMetadata child) {
    if (child instanceof Deployment workload) {
      inventory.remove(workload);
    }
  }

  /// The endpoint that owns an object, and the one that it is labelled with: somebody may have
  /// taken its owner away.
  private static Set<ResourceID> endpoints(HasMetadata object) {
    var all =
        new HashSet<>(
            Mappers.<HasMetadata>fromOwnerReferences(AIMEndpoint.class)
                .toPrimaryResourceIDs(object));
    var labelled = label(object);
    if (labelled != null) {
      all.add(new ResourceID(labelled, object.getMetadata().getNamespace()));
    }
    return all;
  }

  /// Whether an endpoint (`namespace/name`) has not been deleted.
  boolean isThere(String key) {
    var slash = key.indexOf('/');
    return isThere(new ResourceID(key.substring(slash + 1), key.substring(0, slash)));
  }

  boolean isThere(ResourceID endpoint) {
    return Objects.requireNonNull(endpoints, "not started").get(endpoint).isPresent();
  }

  List<Pod> podsOf(AIMEndpoint endpoint) {
    return pods.byIndex(ENDPOINT, GpuPod.key(endpoint));
  }

  /// What an endpoint owns, our own last writes included. A namesake's that was deleted is none.
  List<HasMetadata> childrenOf(AIMEndpoint endpoint) {
    var uid = endpoint.getMetadata().getUid();
    return children.values().stream()
        .flatMap(source -> source.getSecondaryResources(endpoint).stream())
        .<HasMetadata>map(HasMetadata.class::cast)
        .filter(child ->
            child.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> uid.equals(owner.getUid())))
        .toList();
  }

  /// Whether another endpoint has a Service of this name.
  boolean taken(AIMEndpoint endpoint, String service) {
    var meta = endpoint.getMetadata();
    var services = Objects.requireNonNull(children.get("Service"), "not started");
    return services
        .get(new ResourceID(service, meta.getNamespace()))
        .filter(there ->
            there.getMetadata().getOwnerReferences().stream()
                .noneMatch(owner -> meta.getUid().equals(owner.getUid())))
        .isPresent();
  }

  /// So that the next look at an object is not older than our own write.
  @SuppressWarnings("unchecked")
  void written(HasMetadata now, Optional<HasMetadata> before) {
    var source = (InformerEventSource<HasMetadata, AIMEndpoint>) children.get(now.getKind());
    if (source == null) {
      return;
    }
    var id = ResourceID.fromResource(now);
    before.ifPresentOrElse(
        old -> source.handleRecentResourceUpdate(id, now, old),
        () -> source.handleRecentResourceCreate(id, now));
  }

  private static @Nullable String label(HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    return labels == null ? null : labels.get(Labels.ENDPOINT);
  }
}
