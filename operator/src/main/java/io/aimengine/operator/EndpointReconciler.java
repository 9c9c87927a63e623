package io.aimengine.operator;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.canary.Policy;
import io.aimengine.operator.EngineWatch.Subject;
import io.aimengine.operator.EngineWatch.Wish;
import io.aimengine.operator.Planning.Planned;
import io.aimengine.operator.Remembered.Same;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.render.Cluster;
import io.aimengine.render.RenderedObjects;
import io.aimengine.render.Renderer;
import io.aimengine.render.Rendering;
import io.aimengine.render.Scaler;
import io.aimengine.render.StartEstimate;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.status.Observed;
import io.aimengine.status.Rollout;
import io.aimengine.status.StatusEvents;
import io.aimengine.status.StatusReporter;
import io.aimengine.status.StatusReporter.Report;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One endpoint: read, plan, render, apply, report. Everything it knows of the cluster comes from
/// watches; it asks for nothing but what they lost, and writes only what differs. What serves is
/// left alone: a plan is made when the manifest changes or when nothing of it has found a node.
@ControllerConfiguration(
    name = "aimendpoint",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
final class EndpointReconciler implements Reconciler<AIMEndpoint> {
  /// How soon to try again what was refused: what stands in the way is not ours and not watched.
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private static final int UNPROCESSABLE = 422;

  /// How soon to look again at what began to wait while something changed, which could not wake it.
  private static final Duration CHANGED = Duration.ofSeconds(1);

  private final Planning planning;
  private final Rollouts rollouts;
  private final Workloads workloads;
  private final Cluster cluster;
  private final InstantSource clock;
  private final ClusterReader reader;
  private final Waiting waiting;
  private final Recipes recipes;
  private final Caches caches;
  private final EventLog events;
  private final EngineWatch engines;
  private final Remembered remembered = new Remembered();
  private final Trials trials;
  private final StartLogs starts;
  private final Canaries canaries;
  private final SimpleInboundEventSource<AIMEndpoint> looked =
      new SimpleInboundEventSource<>("looks");

  EndpointReconciler(
      Planning planning,
      Applier applier,
      Cluster cluster,
      ClusterReader reader,
      Waiting waiting,
      Recipes recipes,
      Caches caches,
      EventLog events,
      Looks looks,
      PodLogs logs,
      EngineWatch engines,
      InstantSource clock) {
    this.planning = planning;
    this.rollouts = new Rollouts(planning);
    this.reader = reader;
    this.waiting = waiting;
    this.workloads = new Workloads(applier, reader::written, remembered);
    this.cluster = cluster;
    this.recipes = recipes;
    this.caches = caches;
    this.events = events;
    this.engines = engines;
    this.clock = clock;
    this.trials = new Trials(looks, looked::propagateEvent, clock);
    this.starts = new StartLogs(logs, looked::propagateEvent, clock);
    this.canaries =
        new Canaries(rollouts::room, (world, name) -> reader.taken(world.endpoint(), name));
  }

  /// What was decided for an endpoint: `objects` are empty when it is not planned now.
  private record Decision(
      Optional<Outcome> outcome,
      Optional<History> history,
      List<HasMetadata> objects,
      List<Problem> problems,
      Rollout said) {

    /// When it is to be looked at again though nothing changed: engines of a canary have figures.
    Optional<Duration> again(EndpointSpec spec) {
      return history
          .flatMap(History::trial)
          .flatMap(History.Trial::begun)
          .map(_ -> Trials.interval(Policy.of(spec.deployment().canary())));
    }
  }

  /// What an endpoint's ConfigMap tells of its releases.
  private record Past(Optional<History> history) {}

  /// The status of an endpoint as it was written last, which the watch may not have shown yet.
  private record Reported(Optional<AIMEndpointStatus> status) {}

  /// The objects of a plan, and the release that their workload is.
  private record Rendered(
      List<HasMetadata> objects, List<Problem> problems, Optional<Release> release) {
    private static final Rendered NOTHING = new Rendered(List.of(), List.of(), Optional.empty());
  }

  @Override
  public List<EventSource<?, AIMEndpoint>> prepareEventSources(
      EventSourceContext<AIMEndpoint> context) {
    var sources = new ArrayList<>(reader.sources(context));
    sources.addAll(recipes.sourcesOfEndpoints(context));
    sources.addAll(caches.sourcesOfEndpoints(context));
    sources.add(looked);
    waiting.start(reader::isThere, looked::propagateEvent);
    sources.add(engines.source());
    return sources;
  }

  @Override
  public UpdateControl<AIMEndpoint> reconcile(AIMEndpoint endpoint, Context<AIMEndpoint> context) {
    if (context.getRetryInfo().isPresent()) {
      reported(endpoint, Optional.ofNullable(endpoint.getStatus())); // the last may not be written
    }
    var version = planning.version();
    var shown = world(endpoint);
    var world = workloads.found(shown) ? world(endpoint) : shown;
    var manifest =
        remembered.once(
            endpoint.getMetadata().getUid(),
            Manifest.class,
            Manifest.Edition.of(endpoint),
            () -> Manifest.of(endpoint));
    var normalized = manifest.normalized();
    if (normalized.spec().isEmpty()) {
      var seen = observed(world, normalized.spec(), Optional.empty());
      return report(
          world,
          normalized.spec(),
          normalized.problems(),
          Optional.empty(),
          seen,
          Rollout.settled());
    }
    var spec = normalized.spec().get();
    try {
      var decision = decide(world, spec, manifest.inputs());
      var seen = observed(world, normalized.spec(), decision.history());
      var problems = new ArrayList<>(normalized.problems());
      decision.problems().stream()
          .filter(problem -> problem.severity() != Problem.Severity.NOTE)
          .forEach(problems::add);
      var written = 0;
      var refusal = Optional.<Problem>empty();
      try {
        written =
            decision
                .history()
                .map(history -> carryOut(world, spec, history, decision.objects()))
                .orElse(0);
      } catch (Applier.NameTaken taken) {
        refusal = Optional.of(taken.problem());
      } catch (KubernetesClientException refused) {
        refusal = Optional.of(refused(refused));
      }
      refusal.ifPresent(problem -> {
        planning.broken(endpoint);
        problems.add(problem);
      });
      var told =
          report(
              world,
              normalized.spec(),
              problems,
              decision.outcome(),
              written > 0 ? seen.outdated() : seen,
              decision.said());
      var missed = waiting.has(endpoint) && planning.version() != version;
      (refusal.isPresent() ? Optional.of(AGAIN) : decision.again(spec))
          .or(() -> missed ? Optional.of(CHANGED) : Optional.empty())
          .ifPresent(told::rescheduleAfter);
      return told;
    } catch (RuntimeException failed) {
      if (!(failed instanceof KubernetesClientException)) { // else it may have been made
        planning.broken(endpoint);
      }
      throw failed;
    }
  }

  /// A quota, a policy or a missing right is for people to mend; all else is tried again.
  private static Problem refused(KubernetesClientException refused) {
    if (refused.getStatus() == null
        || (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN
            && refused.getCode() != UNPROCESSABLE)) {
      throw refused;
    }
    return Problem.error(
        "cluster.refused",
        "",
        Mark.NONE,
        "the API server refuses an object of this endpoint: " + refused.getStatus().getMessage(),
        "mend what it says");
  }

  private World world(AIMEndpoint endpoint) {
    var children = reader.childrenOf(endpoint);
    var past =
        World.configuration(endpoint, children)
            .map(map ->
                remembered.once(
                    endpoint.getMetadata().getUid(),
                    Past.class,
                    map.getMetadata().getResourceVersion(),
                    () -> new Past(History.in(map))));
    return new World(endpoint, children, reader.podsOf(endpoint), past.flatMap(Past::history));
  }

  private Decision decide(World world, EndpointSpec spec, String inputs) {
    var slots = world.slots();
    var replicas = replicas(spec);
    var before =
        world
            .history()
            .map(history -> trials.seen(world, history, goal(history, spec), spec))
            .map(history -> rollouts.seen(history, slots, replicas));
    var kept = before.filter(history -> stays(world, history, inputs, slots));
    var planned =
        kept.map(history -> planning.kept(world, spec, history.current().recipe()))
            .orElseGet(() -> planned(world, spec, inputs, before));
    var outcome = planned.outcome();
    var rendered =
        kept.isPresent()
            ? rendered(world, outcome, inputs, replicas)
            : toStart(world, outcome, inputs, replicas);
    var release = rendered.release();
    var canary = spec.deployment().canary().enabled();
    var after =
        kept.or(() ->
                before
                    .filter(_ -> release.isPresent() || !slots.isEmpty())
                    .map(h -> release.map(r -> moved(h, r, canary)).orElse(h)))
            .or(() -> release.map(r -> rollouts.seen(History.first(r), slots, replicas)));
    var said =
        after
            .map(history ->
                rollouts.said(
                    history,
                    inputs,
                    slots,
                    Optional.of(planned.outcome()),
                    release,
                    planned.unknownHardware()))
            .orElse(
                new Rollout(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    planned.unknownHardware()));
    var rendering = plan(planned.outcome()).map(p -> rendering(p, planned.outcome(), replicas));
    var shared =
        after
            .flatMap(h -> rendering.flatMap(r -> canaries.shared(world, h, spec, r)))
            .map(Renderer::render);
    return new Decision(
        Optional.of(planned.outcome()),
        after,
        shared.map(RenderedObjects::objects).orElse(rendered.objects()),
        shared.map(RenderedObjects::problems).orElse(rendered.problems()),
        after
            .map(history ->
                canaries.said(
                    world,
                    history,
                    goal(history, spec),
                    spec,
                    rendering,
                    trials.figures(world),
                    said))
            .orElse(said));
  }

  /// Whether the last decision holds: the manifest is the same, its workload is there, and some
  /// replica has found a node or none has looked for one in vain.
  private boolean stays(World world, History history, String inputs, List<Slot> slots) {
    var homeless = !world.placed() && slots.stream().anyMatch(Slot::stuck);
    return history.decided(inputs)
        && !slots.isEmpty()
        && !homeless
        && !rollouts.worthAnotherTry(history, inputs);
  }

  private Planned planned(World world, EndpointSpec spec, String inputs, Optional<History> before) {
    var replicas = replicas(spec);
    return planning.decided(
        world.endpoint(),
        spec.withReplicas(replicas),
        before.map(history -> history.current().recipe()),
        outcome ->
            toStart(world, outcome, inputs, replicas)
                .release()
                .map(release -> before.map(h -> moved(h, release, false).current()).orElse(release))
                .map(release -> release.workload("", replicas, replicas)));
  }

  /// Nothing while an AIMCache is still to bring the weights: no GPU is held for that long.
  private Rendered toStart(World world, Outcome outcome, String inputs, int replicas) {
    var waits =
        plan(outcome)
            .flatMap(plan -> caches.of(rendering(plan, outcome, replicas)))
            .filter(cache -> !cache.holds())
            .isPresent();
    return waits ? Rendered.NOTHING : rendered(world, outcome, inputs, replicas);
  }

  /// The same recipe keeps the pods it has, whatever they would be rendered as now.
  private static History moved(History before, Release release, boolean canary) {
    var current = before.current();
    return release.inputs().equals(current.inputs()) && release.recipe().equals(current.recipe())
        ? before
        : before.next(release, canary);
  }

  private static Optional<Plan> plan(Outcome outcome) {
    return switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) -> outcome.launch().map(_ -> plan);
      case PlanResult.Infeasible _ -> Optional.empty();
    };
  }

  private Rendered rendered(World world, Outcome outcome, String inputs, int replicas) {
    return remembered.once(
        world.endpoint().getMetadata().getUid(),
        Rendered.class,
        List.of(new Same(outcome), inputs, replicas),
        () ->
            plan(outcome)
                .map(plan -> rendered(plan, outcome, inputs, replicas))
                .orElse(Rendered.NOTHING));
  }

  private Rendering rendering(Plan plan, Outcome outcome, int replicas) {
    return new Rendering(plan, outcome.launch().orElseThrow(), replicas, true, cluster);
  }

  private Rendered rendered(Plan plan, Outcome outcome, String inputs, int replicas) {
    var rendered = Renderer.render(rendering(plan, outcome, replicas));
    var release =
        rendered.objects().stream()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .findFirst()
            .map(workload -> Release.of(inputs, plan, workload));
    return new Rendered(rendered.objects(), rendered.problems(), release);
  }

  /// One knob: what the endpoint says, within the bounds that it says. Zero is for who scales to
  /// zero.
  static int replicas(EndpointSpec spec) {
    var scaling = spec.scaling();
    return spec.replicas() == 0
        ? 0
        : Math.max(scaling.minReplicas(), Math.min(scaling.maxReplicas(), spec.replicas()));
  }

  private static Goal goal(History history, EndpointSpec spec) {
    return Goal.of(history, replicas(spec), Policy.of(spec.deployment().canary()).split());
  }

  private int carryOut(World world, EndpointSpec spec, History history, List<HasMetadata> objects) {
    var goal = goal(history, spec);
    var scales = rollouts.next(world, history, goal, spec.deployment());
    return workloads.bring(world, history, objects, scales, goal.replicas());
  }

  private UpdateControl<AIMEndpoint> report(
      World world,
      Optional<EndpointSpec> spec,
      List<Problem> problems,
      Optional<Outcome> outcome,
      Observed observed,
      Rollout said) {
    var meta = world.endpoint().getMetadata();
    var before =
        remembered
            .once(
                meta.getUid(),
                Reported.class,
                meta.getResourceVersion(),
                () -> new Reported(Optional.ofNullable(world.endpoint().getStatus())))
            .status();
    var plan = outcome.flatMap(EndpointReconciler::plan);
    var rendering = plan.map(p -> rendering(p, outcome.orElseThrow(), 1));
    watch(world, spec, plan);
    var report =
        new Report(
            meta.getName(),
            meta.getNamespace(),
            meta.getGeneration(),
            spec,
            outcome,
            problems,
            starts.tell(world, observed),
            said,
            plan.flatMap(recipes::namespaceOf),
            rendering.map(StartEstimate::of),
            rendering.flatMap(caches::of));
    var status =
        engines.tell(world.endpoint(), StatusReporter.status(report, before, clock.instant()));
    waiting.note(world.endpoint(), status);
    starts.read(world, before, status);
    if (Objects.equals(before.orElse(null), status)) {
      return UpdateControl.noUpdate();
    }
    reported(world.endpoint(), Optional.of(status));
    events.write(world.endpoint(), StatusEvents.between(before, status));
    var changed = new AIMEndpoint();
    changed.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .build());
    changed.setStatus(status);
    return UpdateControl.patchStatus(changed);
  }

  private void watch(World world, Optional<EndpointSpec> spec, Optional<Plan> plan) {
    var endpoint = world.endpoint();
    if (spec.isPresent() && plan.isPresent()) {
      var wish = wish(spec.get(), plan.get().candidate());
      engines.watch(endpoint, Subject.of(world, plan.get().candidate().engine(), wish));
    } else {
      engines.watchOnly(endpoint, world.ready());
    }
  }

  /// How many replicas are wanted is not in the plan: it is kept when only that changes.
  private Optional<Wish> wish(EndpointSpec spec, Candidate candidate) {
    var accelerator = candidate.accelerator().name();
    return spec.scaling().enabled() && Scaler.of(spec, cluster) == Scaler.BUILT_IN
        ? Optional.of(
            new Wish(
                spec.scaling(),
                replicas(spec),
                () -> planning.room(accelerator, candidate.gpuCount()).blocks()))
        : Optional.empty();
  }

  private void reported(AIMEndpoint endpoint, Optional<AIMEndpointStatus> status) {
    var meta = endpoint.getMetadata();
    remembered.instead(
        meta.getUid(), Reported.class, meta.getResourceVersion(), new Reported(status));
  }

  private static Observed observed(
      World world, Optional<EndpointSpec> spec, Optional<History> history) {
    var known = history.or(world::history);
    var release = known.map(h -> h.current().id()).orElse("");
    var older = known.filter(h -> !h.decided(Release.inputs(world.endpoint()))).isPresent();
    var seen = Observations.of(world, release, spec.map(EndpointReconciler::replicas).orElse(0));
    return older ? seen.outdated() : seen;
  }
}
