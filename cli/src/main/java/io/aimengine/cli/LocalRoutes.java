package io.aimengine.cli;

import io.aimengine.gateway.RouteSource;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import io.aimengine.local.run.EndpointStatus;
import io.aimengine.local.run.Phase;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The endpoints that run on this machine, or sleep until a request wakes them, looked at every
/// second. An endpoint answers to the model that it serves, and to its own name.
final class LocalRoutes implements RouteSource {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Supplier<List<EndpointStatus>> endpoints;
  private final Consumer<String> waker;
  private final Map<String, String> environment;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Set<String> waking = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("routes").factory());
  private volatile List<EndpointStatus> seen = List.of();
  private volatile Map<String, String> keys = Map.of();

  /// `waker` starts an endpoint that sleeps, by its name; `environment` has the keys of engines
  /// that want one.
  LocalRoutes(
      Supplier<List<EndpointStatus>> endpoints,
      Consumer<String> waker,
      Map<String, String> environment) {
    this.endpoints = endpoints;
    this.waker = waker;
    this.environment = environment;
  }

  @Override
  public void watch(Consumer<Routes> changed) {
    seen = reachable();
    told(changed);
    var _ =
        looks.scheduleWithFixedDelay(
            () -> look(changed), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Consumer<Routes> changed) {
    try {
      var now = reachable();
      if (!now.equals(seen)) {
        seen = now;
        told(changed);
      }
      wanted.forEach(this::wakeIfAsleep);
    } catch (RuntimeException e) {
      // the state folder cannot be read just now: what was seen last stays
    }
  }

  private void told(Consumer<Routes> changed) {
    keys =
        seen.stream()
            .filter(e -> !e.spec().serving().keyVariable().isEmpty())
            .collect(
                Collectors.toUnmodifiableMap(
                    LocalRoutes::id,
                    e -> environment.getOrDefault(e.spec().serving().keyVariable(), "")));
    changed.accept(Routes.of(seen.stream().map(LocalRoutes::endpoint).toList()));
  }

  private List<EndpointStatus> reachable() {
    return endpoints.get().stream().filter(EndpointStatus::isKept).toList();
  }

  /// Of the requests that wait for an endpoint, one wakes it. One that has gone to sleep since the
  /// last look is woken after the next.
  @Override
  public void wake(Endpoint endpoint) {
    wanted.add(endpoint.id());
    if (isAsleep(endpoint.id())) {
      wakeIfAsleep(endpoint.id());
    }
  }

  private void wakeIfAsleep(String name) {
    if (!isAsleep(name)) {
      wanted.remove(name);
    } else if (waking.add(name)) {
      Thread.ofVirtual()
          .name("wake")
          .start(() -> {
            try {
              waker.accept(name);
            } finally {
              wanted.remove(name);
              waking.remove(name);
            }
          });
    }
  }

  private boolean isAsleep(String name) {
    return seen.stream().anyMatch(e -> e.name().equals(name) && e.phase() == Phase.SLEEPING);
  }

  private static Endpoint endpoint(EndpointStatus status) {
    var spec = status.spec();
    var names = new LinkedHashSet<>(List.of(spec.serving().servedModel(), spec.name()));
    names.add(spec.summary().model());
    names.remove("");
    var replica = Replica.ready(id(status), spec.serving().reachableHost(), spec.serving().port());
    var variant =
        new Variant(
            spec.name(),
            spec.summary().engine(),
            spec.serving().servedModel(),
            1,
            status.phase() == Phase.READY ? List.of(replica) : List.of());
    var plain = Endpoint.of(spec.name(), variant);
    return new Endpoint(
        spec.name(),
        List.copyOf(names),
        plain.adapters(),
        plain.variants(),
        plain.mirror(),
        plain.fallbacks(),
        plain.policy(),
        plain.limits(),
        isComing(status.phase()));
  }

  private static boolean isComing(Phase phase) {
    return switch (phase) {
      case STARTING, CHECKING, RESTARTING, UNHEALTHY, SLEEPING -> true;
      case READY, FAILED, STOPPING, STOPPED -> false;
    };
  }

  private static String id(EndpointStatus status) {
    return status.name() + "@" + status.engine().map(e -> e.pid()).orElse(0L);
  }

  @Override
  public Optional<String> key(String replica) {
    return Optional.ofNullable(keys.get(replica)).filter(key -> !key.isEmpty());
  }

  @Override
  public Map<String, String> metricNames(String engine) {
    return seen.stream()
        .filter(status -> status.spec().summary().engine().equals(engine))
        .findFirst()
        .map(status -> status.spec().serving().metricNames())
        .orElse(Map.of());
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
