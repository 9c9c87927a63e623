package io.aimengine.benchmarks.routing;

import io.aimengine.gateway.routing.Admission;
import io.aimengine.gateway.routing.Ask;
import io.aimengine.gateway.routing.Dispatch;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.EngineLoad;
import io.aimengine.gateway.routing.Outcome;
import io.aimengine.gateway.routing.PrefixScanner;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Router;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The gateway's own router as it is, prefix keys scanned from real request bodies.
final class GatewayRouter implements Rule {
  private final Router router = new Router(any -> {});
  private final Map<Long, Dispatch> open = new HashMap<>();

  GatewayRouter(int replicas) {
    var all =
        IntStream.range(0, replicas).mapToObj(i -> Replica.ready("" + i, "127.0.0.1", i)).toList();
    var endpoint = Endpoint.of("model", new Variant("vllm", "vllm", "model", 1, all));
    router.update(Routes.of(List.of(endpoint)), 0);
  }

  @Override
  public int choose(Arrival arrival, double now) {
    var scanner = new PrefixScanner();
    var body = arrival.body().getBytes(StandardCharsets.UTF_8);
    scanner.add(body, 0, body.length);
    var ask = Ask.of("model", scanner.finish(), arrival.number());
    var admission = router.ask(ask, nanos(now), late -> {});
    if (admission instanceof Admission.Sent(var dispatch)) {
      open.put(arrival.number(), dispatch);
      return Integer.parseInt(dispatch.replica().id());
    }
    throw new IllegalStateException("not sent: " + admission);
  }

  @Override
  public void answering(Arrival arrival) {
    open.get(arrival.number()).answering();
  }

  @Override
  public void ended(Arrival arrival, int replica, double now) {
    open.remove(arrival.number()).end(Outcome.ANSWERED, nanos(now));
  }

  @Override
  public void observed(int replica, int running, int waiting, double now) {
    router.observe("model", "" + replica, new EngineLoad(running, waiting, 0, Set.of()));
  }

  /// What the gateway shows as `prefix_hit_ratio`.
  double estimatedHitRatio() {
    return router.figures(0).getFirst().prefixHitRatio().orElse(0);
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }
}
