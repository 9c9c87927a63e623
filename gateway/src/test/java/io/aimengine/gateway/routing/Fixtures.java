package io.aimengine.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Routes and requests for tests.
final class Fixtures {
  static final long SECOND = Duration.ofSeconds(1).toNanos();

  private Fixtures() {}

  static Replica replica(int number) {
    return Replica.ready("pod-" + number, "10.0.0." + number, 8000);
  }

  static List<Replica> replicas(int count) {
    return IntStream.range(0, count).mapToObj(Fixtures::replica).toList();
  }

  static Variant variant(String engine, int weight, List<Replica> replicas) {
    return new Variant(engine, engine, "org/model", weight, replicas);
  }

  static Endpoint endpoint(String name, List<Replica> replicas) {
    return Endpoint.of(name, variant("vllm", 100, replicas));
  }

  /// As `of`, but woken when it has no replica, and with these limits.
  static Endpoint startable(String name, List<Replica> replicas, Limits limits) {
    return with(endpoint(name, replicas), limits, List.of(), true);
  }

  static Endpoint with(Endpoint e, Limits limits, List<String> fallbacks, boolean startable) {
    return new Endpoint(
        e.id(),
        e.names(),
        e.adapters(),
        e.variants(),
        e.mirror(),
        fallbacks,
        e.policy(),
        limits,
        startable);
  }

  static Endpoint policy(Endpoint e, Policy policy) {
    return new Endpoint(
        e.id(),
        e.names(),
        e.adapters(),
        e.variants(),
        e.mirror(),
        e.fallbacks(),
        policy,
        e.limits(),
        e.startable());
  }

  static Endpoint mirror(Endpoint e, Mirror mirror) {
    return new Endpoint(
        e.id(),
        e.names(),
        e.adapters(),
        e.variants(),
        Optional.of(mirror),
        e.fallbacks(),
        e.policy(),
        e.limits(),
        e.startable());
  }

  static Router router(Endpoint... endpoints) {
    var router = new Router(any -> {});
    router.update(Routes.of(List.of(endpoints)), 0);
    return router;
  }

  static Prefix scan(String body) {
    var scanner = new PrefixScanner();
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    scanner.add(bytes, 0, bytes.length);
    return scanner.finish();
  }

  /// A chat of these texts: `system` first if not empty, then user and assistant in turn.
  static Prefix chat(String system, String... turns) {
    return scan(chatBody(system, turns));
  }

  static String chatBody(String system, String... turns) {
    var messages = new ArrayList<String>();
    if (!system.isEmpty()) {
      messages.add(message("system", system));
    }
    for (var i = 0; i < turns.length; i++) {
      messages.add(message(i % 2 == 0 ? "user" : "assistant", turns[i]));
    }
    return "{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]}";
  }

  private static String message(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
  }

  static Ask ask(String model, Prefix prefix, long seed) {
    return Ask.of(model, prefix, seed);
  }

  /// Sends a request that must be sent at once.
  static Dispatch send(Router router, Ask ask) {
    return send(router, ask, 0);
  }

  static Dispatch send(Router router, Ask ask, long now) {
    var admission = router.ask(ask, now, FakeWaiter.never());
    assertThat(admission).isInstanceOf(Admission.Sent.class);
    return ((Admission.Sent) admission).dispatch();
  }
}
