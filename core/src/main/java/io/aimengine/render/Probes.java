package io.aimengine.render;

import io.aimengine.launch.TaskRequest;
import io.aimengine.spec.HealthCheck;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// When a pod has started, is ready, is alive. A start ends with one real request of the model's
/// task; readiness asks the engine's cheap health address, so that a busy replica does not drop
/// out.
final class Probes {
  private static final Duration START_PERIOD = Duration.ofSeconds(10);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int READY_FAILURES = 3;
  private static final int LIVE_FAILURES = 6;

  private Probes() {}

  static Container on(Container container, Rendering rendering) {
    var check = rendering.plan().spec().healthCheck();
    if (!check.enabled()) {
      return container;
    }
    return new ContainerBuilder(container)
        .withStartupProbe(startup(rendering, check))
        .withReadinessProbe(health(rendering, check, READY_FAILURES))
        .withLivenessProbe(health(rendering, check, LIVE_FAILURES))
        .build();
  }

  private static Probe startup(Rendering rendering, HealthCheck check) {
    var budget = StartBudget.of(rendering).total();
    var delay = seconds(check.initialDelay().orElse(Duration.ZERO));
    var probe = new ProbeBuilder();
    if (rendering.llamacpp()) {
      // its image has no Python; it is healthy once it has computed something
      probe.withHttpGet(healthAddress(rendering));
    } else {
      probe.withNewExec().withCommand(request(rendering)).endExec();
    }
    return probe
        .withInitialDelaySeconds(delay > 0 ? delay : null)
        .withPeriodSeconds(seconds(START_PERIOD))
        .withTimeoutSeconds(seconds(START_TIMEOUT))
        .withFailureThreshold((int) Math.ceilDiv(budget.toSeconds(), START_PERIOD.toSeconds()))
        .build();
  }

  private static HTTPGetAction healthAddress(Rendering rendering) {
    return new HTTPGetActionBuilder()
        .withPath(rendering.launch().engine().probe().health())
        .withNewPort(Workload.PORT_NAME)
        .build();
  }

  /// The address is the container's own, the key whatever the engine was given.
  private static List<String> request(Rendering rendering) {
    var launch = rendering.launch();
    var task = rendering.plan().candidate().model().task();
    var request = TaskRequest.of(task, launch.servedModel());
    return List.of(
        "python3",
        "-I",
        "-c",
        Scripts.REQUEST,
        "http://127.0.0.1:" + launch.port() + request.path(),
        request.body(),
        request.resultField());
  }

  private static Probe health(Rendering rendering, HealthCheck check, int failures) {
    return new ProbeBuilder()
        .withHttpGet(healthAddress(rendering))
        .withPeriodSeconds(seconds(check.period().orElse(PERIOD)))
        .withTimeoutSeconds(seconds(check.timeout().orElse(TIMEOUT)))
        .withFailureThreshold(or(check.failureThreshold(), failures))
        .build();
  }

  /// The manifest's threshold is for readiness; a restart is never quicker than our own.
  private static int or(OptionalInt asked, int standard) {
    return standard == LIVE_FAILURES
        ? Math.max(asked.orElse(0), LIVE_FAILURES)
        : asked.orElse(standard);
  }

  private static int seconds(Duration duration) {
    return (int) Math.min(duration.toSeconds(), Integer.MAX_VALUE);
  }
}
