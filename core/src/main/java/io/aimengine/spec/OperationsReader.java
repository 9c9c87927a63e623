package io.aimengine.spec;

import io.aimengine.spec.Deployment.Canary;
import io.aimengine.spec.Deployment.Strategy;
import io.aimengine.spec.Monitoring.Grafana;
import io.aimengine.spec.Monitoring.Prometheus;
import io.aimengine.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads how an endpoint is watched, secured and changed: `healthCheck`, `monitoring`, `security`,
/// `deployment`.
final class OperationsReader {
  private OperationsReader() {}

  static HealthCheck healthCheck(Section spec) {
    var check = spec.section("healthCheck");
    return new HealthCheck(
        check.bool("enabled").orElse(true),
        check.duration("initialDelaySeconds"),
        check.duration("periodSeconds"),
        check.duration("timeoutSeconds"),
        optionalInt(check.integer("failureThreshold", 1, 1_000)));
  }

  static Monitoring monitoring(Section spec) {
    var monitoring = spec.section("monitoring");
    var prometheus = monitoring.section("prometheus");
    var grafana = monitoring.section("grafana");
    var enabled = monitoring.bool("enabled");
    monitoring.ignore("mcpMetrics");
    if (!monitoring.has("enabled") && !monitoring.isEmpty()) {
      CacheReader.notEnabled(monitoring);
    }
    return new Monitoring(
        enabled.orElse(false),
        new Prometheus(
            prometheus.bool("enabled"), prometheus.duration("interval"), path(prometheus)),
        new Grafana(grafana.bool("enabled"), grafana.text("dashboard")),
        monitoring.texts("metrics"));
  }

  private static Optional<String> path(Section prometheus) {
    return prometheus.parsed(
        "path",
        "spec.value",
        p -> Optional.of(p).filter(x -> x.matches("/[^\\s]{0,255}")),
        "a path begins with /, such as /metrics");
  }

  static Security security(Section spec) {
    var security = spec.section("security");
    var account = security.section("serviceAccount");
    var pod = security.section("podSecurityContext");
    var name = account.text("name");
    if (name.filter(n -> !Names.isObjectName(n)).isPresent()) {
      account.bad(
          "spec.name",
          "name",
          "'%s' is not a name that Kubernetes takes".formatted(Wording.shortened(name.get())),
          "lower case letters, digits and -");
    }
    return new Security(
        account.bool("create"),
        name,
        optionalLong(pod.number("runAsUser", 0, Integer.MAX_VALUE)),
        optionalLong(pod.number("runAsGroup", 0, Integer.MAX_VALUE)),
        optionalLong(pod.number("fsGroup", 0, Integer.MAX_VALUE)));
  }

  static Deployment deployment(Section spec) {
    var deployment = spec.section("deployment");
    var strategy = deployment.section("strategy");
    var rolling = strategy.section("rollingUpdate");
    var type = strategy.choice("type", List.of(Strategy.values()), Strategy::id);
    var surge = countOrPercent(rolling, "maxSurge");
    var unavailable = countOrPercent(rolling, "maxUnavailable");
    if (type.equals(Optional.of(Strategy.RECREATE)) && !rolling.isEmpty()) {
      strategy.bad(
          "spec.conflict",
          "rollingUpdate",
          "type is Recreate, rollingUpdate is for RollingUpdate",
          "drop one of them");
    }
    if (isZero(surge) && isZero(unavailable)) {
      rolling.bad(
          "spec.conflict",
          "maxSurge",
          "maxSurge and maxUnavailable are both 0: nothing could change",
          "make one of them at least 1");
    }
    return new Deployment(type, surge, unavailable, canary(deployment.section("canary")));
  }

  private static Canary canary(Section canary) {
    var enabled = canary.bool("enabled");
    if (!canary.has("enabled") && !canary.isEmpty()) {
      CacheReader.notEnabled(canary);
    }
    return new Canary(
        enabled.orElse(false),
        optionalInt(canary.percent("trafficSplit")),
        canary.duration("duration"),
        optionalInt(canary.integer("maxErrorRate", 0, 100)),
        optionalInt(canary.integer("maxTTFTIncrease", 0, 1_000)),
        optionalInt(canary.integer("minRequests", 1, 1_000_000)));
  }

  /// `1` or `25%`, as Kubernetes has it.
  private static Optional<String> countOrPercent(Section section, String key) {
    if (section.value(key).orElse(null) instanceof YamlNode.Scalar s
        && s.json().isIntegralNumber()) {
      return section.integer(key, 0, 10_000).map(String::valueOf);
    }
    return section.parsed(
        key,
        "spec.value",
        t -> Optional.of(t).filter(x -> x.matches("([0-9]{1,2}|100)%")),
        "write a number (1) or a percentage (25%)");
  }

  private static boolean isZero(Optional<String> count) {
    return count.filter(c -> c.equals("0") || c.matches("0+%")).isPresent();
  }

  private static OptionalInt optionalInt(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static OptionalLong optionalLong(Optional<Long> value) {
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
