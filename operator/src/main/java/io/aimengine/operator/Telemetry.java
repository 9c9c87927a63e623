package io.aimengine.operator;

import com.sun.management.OperatingSystemMXBean;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What the operator counts of itself, and whether it is alive and ready.
public final class Telemetry implements Metrics {
  private static final String DEPTH = "aim_operator_queue_depth";

  private final Figures figures = new Figures();
  private final Set<ResourceID> queued = ConcurrentHashMap.newKeySet();
  private final Map<ResourceID, String> decisions = new ConcurrentHashMap<>();
  private volatile @Nullable AimOperator operator;

  public Telemetry() {
    figures.gauge(DEPTH, "Reconciliations that wait for a thread", () -> (double) queued.size());
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    figures.counted(
        "process_cpu_seconds_total",
        "Processor time of this process",
        () -> system.getProcessCpuTime() / 1e9);
    figures.gauge(
        "process_start_time_seconds",
        "When this process began, since 1970",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    var memory = ManagementFactory.getMemoryMXBean();
    figures.gauge(
        "jvm_memory_used_bytes",
        "Memory in use",
        () -> (double) memory.getHeapMemoryUsage().getUsed(),
        "area",
        "heap");
    figures.gauge(
        "jvm_memory_used_bytes",
        "Memory in use",
        () -> (double) memory.getNonHeapMemoryUsage().getUsed(),
        "area",
        "nonheap");
  }

  /// The operator that is told about, once it has begun to start.
  void of(AimOperator started) {
    operator = started;
    figures.gauge(
        "aim_operator_leader", "1 where this replica leads", () -> started.leads() ? 1.0 : 0.0);
  }

  Figures figures() {
    return figures;
  }

  /// As Prometheus reads it.
  public String print() {
    return figures.print();
  }

  /// Why the process should be started anew, "" for no reason. An API server that does not answer
  /// is none: starting anew would not help.
  public String sick() {
    var known = operator;
    return known != null && known.hasLostLeadership() ? "leadership was lost" : "";
  }

  /// What it waits for, "" when it does its work or stands by to take over.
  public String unready() {
    var known = operator;
    return known == null ? "it starts" : known.unready();
  }

  @Override
  public void reconcileCustomResource(
      HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
    queued.add(ResourceID.fromResource(resource));
  }

  @Override
  public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
    queued.remove(ResourceID.fromResource(resource));
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    var controller = execution.controllerName();
    var start = System.nanoTime();
    var result = "error";
    try {
      var done = execution.execute();
      result = "success";
      if (done instanceof UpdateControl<?> control) {
        control.getResource().ifPresent(this::reported);
      }
      return done;
    } finally {
      figures
          .histogram(
              "aim_operator_reconcile_duration_seconds",
              "How long reconciliations took",
              "controller",
              controller)
          .observe((System.nanoTime() - start) / 1e9);
      figures.add(
          "aim_operator_reconcile_total",
          "Reconciliations that ended",
          1,
          "controller",
          controller,
          "result",
          result);
    }
  }

  /// Counts decisions when they are reported for the first time, under the reference's names.
  private void reported(HasMetadata resource) {
    if (resource instanceof AIMEndpoint endpoint && endpoint.getStatus() != null) {
      var status = endpoint.getStatus();
      var model = Objects.requireNonNullElse(status.model(), "");
      var id = ResourceID.fromResource(endpoint);
      var chosen = status.selectedRecipe() == null ? null : status.selectedRecipe().name();
      var decision = chosen == null ? "!" + refusal(status) : chosen;
      if (decision.equals("!") || decision.equals(decisions.put(id, decision))) {
        return;
      }
      if (chosen == null) {
        figures.add(
            "aim_recipe_selection_failed_total",
            "Endpoints that no recipe was found for, by reason",
            1,
            "model_id",
            model,
            "reason",
            refusal(status));
      } else {
        figures.add(
            "aim_recipe_selection_total",
            "Recipes chosen for endpoints",
            1,
            "model_id",
            model,
            "recipe",
            chosen);
      }
    }
  }

  private static String refusal(AIMEndpointStatus status) {
    var conditions = Objects.requireNonNullElse(status.conditions(), List.<Condition>of());
    return conditions.stream()
        .filter(c -> "Planned".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(Condition::getReason)
        .findFirst()
        .orElse("");
  }

  @Override
  public void failedReconciliation(
      HasMetadata resource, Exception exception, Map<String, Object> metadata) {
    figures.add(
        "aim_operator_reconcile_errors_total",
        "Reconciliations that failed, by cause",
        1,
        "controller",
        String.valueOf(metadata.getOrDefault(Constants.CONTROLLER_NAME, "")),
        "cause",
        exception.getClass().getSimpleName());
  }

  @Override
  public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
    queued.remove(resource);
    decisions.remove(resource);
  }
}
