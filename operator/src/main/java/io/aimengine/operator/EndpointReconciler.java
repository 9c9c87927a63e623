package io.aimengine.operator;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.catalog.Catalog;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.render.Cluster;
import io.aimengine.render.Labels;
import io.aimengine.render.Renderer;
import io.aimengine.render.Rendering;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.status.Observed;
import io.aimengine.status.Rollout;
import io.aimengine.status.StatusEvents;
import io.aimengine.status.StatusReporter;
import io.aimengine.status.StatusReporter.Report;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One endpoint: read, plan, render, apply, report. Everything it knows of the cluster comes from
/// watches; it asks nothing and writes only what differs.
@ControllerConfiguration(
    name = "aimendpoint",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
final class EndpointReconciler implements Reconciler<AIMEndpoint> {
  private final EndpointPipeline pipeline;
  private final ClusterInventory inventory;
  private final Applier applier;
  private final Cluster cluster;
  private final InstantSource clock;
  private final ClusterReader reader;
  private final Recipes recipes;
  private final EventLog events;

  EndpointReconciler(
      Catalog catalog,
      Applier applier,
      Cluster cluster,
      ClusterReader reader,
      Recipes recipes,
      EventLog events,
      InstantSource clock) {
    this.pipeline = new EndpointPipeline(catalog);
    this.inventory = new ClusterInventory(catalog);
    this.applier = applier;
    this.cluster = cluster;
    this.reader = reader;
    this.recipes = recipes;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, AIMEndpoint>> prepareEventSources(
      EventSourceContext<AIMEndpoint> context) {
    var sources = new ArrayList<>(reader.sources(context));
    sources.add(recipes.source(context));
    return sources;
  }

  @Override
  public UpdateControl<AIMEndpoint> reconcile(AIMEndpoint endpoint, Context<AIMEndpoint> context) {
    var normalized = ManifestText.normalize(endpoint);
    var outcome = normalized.spec().map(spec -> plan(endpoint, spec, context));
    var seen = observed(context);
    var written =
        outcome
            .flatMap(EndpointReconciler::planned)
            .flatMap(plan ->
                outcome
                    .orElseThrow()
                    .launch()
                    .map(l -> new Rendering(plan, l, plan.replicas(), room(plan) > 0, cluster)))
            .map(rendering -> apply(endpoint, rendering, context))
            .orElse(0);
    return report(
        endpoint,
        normalized.spec(),
        outcome,
        normalized.problems(),
        written > 0 ? seen.outdated() : seen);
  }

  private Outcome plan(AIMEndpoint endpoint, EndpointSpec spec, Context<AIMEndpoint> context) {
    var there = inventory.read(reader.nodes(), reader.pods(), pod -> !own(endpoint, pod));
    var current =
        context
            .getSecondaryResource(Deployment.class)
            .map(d -> d.getSpec().getTemplate().getMetadata().getAnnotations())
            .map(annotations -> annotations.get(Labels.RECIPE));
    return pipeline.prefer(
        recipes.of(spec, current), spec, there.inventory(), current, Renderer.launchOptions());
  }

  /// Free blocks for one more replica, its own pods counted as holding theirs.
  private int room(Plan plan) {
    var candidate = plan.candidate();
    return inventory
        .read(reader.nodes(), reader.pods(), _ -> true)
        .inventory()
        .room(candidate.accelerator(), candidate.gpuCount());
  }

  private static boolean own(AIMEndpoint endpoint, Pod pod) {
    var labels = pod.getMetadata().getLabels();
    return endpoint.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
        && labels != null
        && endpoint.getMetadata().getName().equals(labels.get(Labels.ENDPOINT));
  }

  private static Optional<Plan> planned(Outcome outcome) {
    return switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) -> Optional.of(plan);
      case PlanResult.Infeasible _ -> Optional.empty();
    };
  }

  private int apply(AIMEndpoint endpoint, Rendering rendering, Context<AIMEndpoint> context) {
    var owner =
        new OwnerReferenceBuilder()
            .withApiVersion(endpoint.getApiVersion())
            .withKind(endpoint.getKind())
            .withName(endpoint.getMetadata().getName())
            .withUid(endpoint.getMetadata().getUid())
            .withController(true)
            .withBlockOwnerDeletion(true)
            .build();
    var wanted = Renderer.render(rendering).objects();
    wanted.forEach(object -> object.getMetadata().setOwnerReferences(List.of(owner)));
    var there = new ArrayList<HasMetadata>();
    ClusterReader.CHILDREN.forEach(kind -> there.addAll(context.getSecondaryResources(kind)));
    return applier.apply(wanted, there);
  }

  private UpdateControl<AIMEndpoint> report(
      AIMEndpoint endpoint,
      Optional<EndpointSpec> spec,
      Optional<Outcome> outcome,
      List<Problem> problems,
      Observed observed) {
    var meta = endpoint.getMetadata();
    var before = Optional.<AIMEndpointStatus>ofNullable(endpoint.getStatus());
    var status =
        StatusReporter.status(
            new Report(
                meta.getName(),
                meta.getNamespace(),
                meta.getGeneration(),
                spec,
                outcome,
                problems,
                observed,
                Rollout.settled(),
                outcome.flatMap(EndpointReconciler::planned).flatMap(recipes::namespaceOf)),
            before,
            clock.instant());
    if (Objects.equals(before.orElse(null), status)) {
      return UpdateControl.noUpdate();
    }
    events.write(endpoint, StatusEvents.between(before, status));
    var changed = new AIMEndpoint();
    changed.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .build());
    changed.setStatus(status);
    return UpdateControl.patchStatus(changed);
  }

  private Observed observed(Context<AIMEndpoint> context) {
    return context
        .getSecondaryResource(Deployment.class)
        .map(deployment ->
            Observations.of(
                deployment,
                reader.podsOf(deployment),
                context.getSecondaryResource(Service.class),
                context.getSecondaryResource(PersistentVolumeClaim.class)))
        .orElse(Observed.nothing());
  }
}
