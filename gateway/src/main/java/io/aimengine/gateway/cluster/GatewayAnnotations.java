package io.aimengine.gateway.cluster;

import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Mirror;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.render.Labels;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an endpoint's annotations wish of the gateway, `aim.engine.amd.com/NAME` each: `adapters`
/// and `fallbacks` (lists with commas), `policy`, `concurrent`, `held`, `hold` (seconds) and
/// `mirror` (percent). A value that makes no sense is passed over.
record GatewayAnnotations(Map<String, String> annotations) {

  List<String> adapters() {
    return list("adapters");
  }

  List<String> fallbacks() {
    return list("fallbacks");
  }

  Policy policy() {
    return text("policy")
        .map(text -> text.toUpperCase(Locale.ROOT).replace('-', '_'))
        .flatMap(text ->
            Arrays.stream(Policy.values()).filter(policy -> policy.name().equals(text)).findFirst())
        .orElse(Policy.AUTOMATIC);
  }

  Limits limits() {
    var usual = Limits.DEFAULT;
    return new Limits(
        number("concurrent", 1, 1_000_000).orElse(usual.concurrent()),
        number("held", 0, 1_000_000).orElse(usual.held()),
        number("hold", 0, 86_400).map(Duration::ofSeconds).orElse(usual.hold()));
  }

  /// To the release that is tried.
  Optional<Mirror> mirror() {
    return number("mirror", 1, 100).map(percent -> new Mirror(ClusterMap.CANARY, percent));
  }

  private List<String> list(String name) {
    return text(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }

  private Optional<Integer> number(String name, int least, int most) {
    return text(name)
        .filter(text -> text.matches("[0-9]{1,7}"))
        .map(Integer::valueOf)
        .filter(number -> number >= least && number <= most);
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(annotations.get(Labels.GROUP + "/" + name)).map(String::strip);
  }
}
