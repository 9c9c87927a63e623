package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalog;
import io.aimengine.render.Cluster;
import io.aimengine.render.Labels;
import io.aimengine.render.Renderer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator of one cluster, from `start` to `close`. Of several replicas one leads; the others
/// see the same and take over when its Lease ends.
public final class AimOperator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AimOperator.class);
  private static final int RECONCILERS = 8;
  private static final Duration SYNC = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final Duration LOOKS = Duration.ofSeconds(15);

  private final KubernetesClient client;
  private final OperatorSettings settings;
  private final Operator operator;
  private final EventLog events;
  private final EngineWatch engines;
  private final CountDownLatch lost = new CountDownLatch(1);
  private @Nullable Admission admission;
  private volatile boolean leads;
  private volatile boolean synced;
  private volatile boolean closed;

  private AimOperator(
      KubernetesClient client,
      Telemetry telemetry,
      OperatorSettings settings,
      EventLog events,
      EngineWatch engines) {
    this.client = client;
    this.events = events;
    this.engines = engines;
    this.settings = settings;
    this.operator =
        new Operator(configuration -> configure(configuration, client, telemetry, settings));
  }

  private void configure(
      ConfigurationServiceOverrider configuration,
      KubernetesClient client,
      Telemetry telemetry,
      OperatorSettings settings) {
    configuration
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withConcurrentReconciliationThreads(RECONCILERS)
        .withReconciliationTerminationTimeout(STOP)
        .withMetrics(telemetry)
        .withParseResourceVersions(true)
        .withResourceCloner(new Cloning(client))
        .withCacheSyncTimeout(SYNC);
    if (settings.elects()) {
      configuration.withLeaderElectionConfiguration(
          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(OperatorSettings.LEASE)
              .withLeaseNamespace(settings.leases())
              .withIdentity(settings.identity())
              .withLeaderCallbacks(
                  new LeaderCallbacks(() -> leads = true, this::stoppedLeading, _ -> {}))
              .withExitOnStopLeading(false)
              .build());
    } else {
      leads = true;
    }
  }

  /// Who has lost the Lease must not write any more; the process ends and stands for election anew.
  private void stoppedLeading() {
    leads = false;
    if (!closed) {
      lost.countDown();
    }
  }

  /// Watches all namespaces, alone; returns once it has seen the cluster as it is. The client stays
  /// the caller's.
  public static AimOperator start(
      KubernetesClient client, Catalog catalog, Cluster cluster, InstantSource clock) {
    return start(client, catalog, cluster, clock, OperatorSettings.alone(), new Telemetry());
  }

  /// The same as `settings` say, telling `telemetry`.
  public static AimOperator start(
      KubernetesClient client,
      Catalog catalog,
      Cluster cluster,
      InstantSource clock,
      OperatorSettings settings,
      Telemetry telemetry) {
    return start(
        client, catalog, cluster, clock, settings, telemetry, EnginePages.overHttp(), LOOKS);
  }

  /// The same where engines are asked in another way, every `looks`.
  static AimOperator start(
      KubernetesClient client,
      Catalog catalog,
      Cluster cluster,
      InstantSource clock,
      OperatorSettings settings,
      Telemetry telemetry,
      EnginePages pages,
      Duration looks) {
    var events = new EventLog(client, clock);
    var engines =
        new EngineWatch(
            pages,
            (endpoint, replicas) -> scale(client, endpoint, replicas),
            telemetry.figures(),
            clock);
    var started = new AimOperator(client, telemetry, settings, events, engines);
    telemetry.of(started);
    var recipes = new Recipes(catalog);
    Optional<GivenInventory> given =
        settings.seesAll() ? Optional.empty() : Optional.of(new GivenInventory(catalog));
    var kinds = InstalledKinds.of(client);
    var known = cluster.kinds(kinds.ids());
    var waiting = new Waiting();
    var inventory = new ClusterInventory(catalog, waiting::wake);
    var claims = new Relay<PersistentVolumeClaim>(PersistentVolumeClaim.class);
    var pods = new Relay<Pod>(Pod.class);
    var caches = new Caches(recipes.endpoints());
    var reader = new ClusterReader(inventory, claims, pods, given, kinds.all());
    var planning =
        new Planning(
            catalog, inventory, reader::isThere, recipes, given, Renderer.launchOptions(known));
    started.admission = new Admission(recipes, planning::asked);
    started.register(
        new EndpointReconciler(
            planning,
            new Applier(client),
            known,
            reader,
            waiting,
            recipes,
            caches,
            events,
            new Looks(pages, catalog, clock),
            new PodLogs(client, PodLogs.TIMEOUT),
            engines,
            clock),
        controller ->
            controller
                .withGenerationAware(false)
                .withOnUpdateFilter(Release::changed)
                .withRateLimiter(new Pace(PACE, System::nanoTime)));
    started.register(new RecipeReconciler(recipes, clock));
    started.register(
        new CacheReconciler(
            claims,
            pods,
            caches,
            new CacheJobs(pods, known),
            new CacheCleaning(known),
            events,
            clock));
    started.operator.start();
    started.synced = true;
    engines.start(looks, started::leads, reader::isThere);
    return started;
  }

  /// As `kubectl scale` does, but with the version that was read: a person's change wins.
  private static void scale(KubernetesClient client, ResourceID endpoint, int replicas) {
    var object =
        client
            .resources(AIMEndpoint.class)
            .inNamespace(endpoint.getNamespace().orElseThrow())
            .withName(endpoint.getName());
    var scale = object.scale();
    if (scale != null) {
      scale.getSpec().setReplicas(replicas);
      object.scale(scale);
    }
  }

  private <P extends HasMetadata> void register(Reconciler<P> reconciler) {
    register(reconciler, _ -> {});
  }

  private <P extends HasMetadata> void register(
      Reconciler<P> reconciler, Consumer<ControllerConfigurationOverrider<P>> more) {
    operator.register(
        reconciler,
        controller -> {
          controller.withFieldManager(Labels.MANAGER).withRetry(retry());
          more.accept(controller);
          if (!settings.seesAll()) {
            controller.settingNamespace(settings.watched());
          }
        });
  }

  /// What it says of objects that are about to be written.
  Admission admission() {
    return Objects.requireNonNull(admission, "not started");
  }

  boolean leads() {
    return leads;
  }

  boolean hasLostLeadership() {
    return lost.getCount() == 0;
  }

  /// Waits until this replica has lost its Lease, which `close` does not count as.
  public void awaitLostLeadership() throws InterruptedException {
    lost.await();
  }

  /// What it waits for, "" for nothing.
  String unready() {
    if (closed) {
      return "it stops";
    }
    if (!synced) {
      return "it reads the cluster";
    }
    var broken = new TreeSet<String>();
    operator.getRuntimeInfo().unhealthyEventSources().values().stream()
        .forEach(sources -> broken.addAll(sources.keySet()));
    return broken.isEmpty() ? "" : "no watch of " + String.join(", ", broken);
  }

  /// Never gives up: an API server that is away for an hour comes back to an operator that tries.
  private static GenericRetry retry() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(Duration.ofMillis(500))
        .setIntervalMultiplier(2)
        .setMaxInterval(Duration.ofSeconds(30).toMillis());
  }

  /// Lets what runs end, then gives the Lease away.
  @Override
  public void close() {
    closed = true;
    var led = leads;
    engines.close();
    operator.stop();
    events.close();
    leads = false;
    if (led && settings.elects()) {
      release();
    }
  }

  /// JOSDK lets a Lease run out; another replica would wait for 15 s. Where this fails it does.
  private void release() {
    var lease = client.leases().inNamespace(settings.leases()).withName(OperatorSettings.LEASE);
    try {
      var held = lease.get();
      if (held != null && settings.identity().equals(held.getSpec().getHolderIdentity())) {
        held.getSpec().setHolderIdentity("");
        held.getSpec().setLeaseDurationSeconds(1);
        client.resource(held).update(); // refused where somebody else has taken it since
      }
    } catch (KubernetesClientException e) {
      LOG.warn("the Lease was not given away", e);
    }
  }
}
