package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every metric that a dashboard, an alarm or a scaler asks for is one that the engine version or
/// AMD's exporter has, and every query is closed and has an aggregation.
class MetricsContractTest {
  /// The names of device-metrics-exporter, lower case as it writes them.
  private static final Set<String> EXPORTER =
      Set.of("gpu_gfx_activity", "gpu_used_vram", "gpu_total_vram");

  private static final Pattern NAME = Pattern.compile("([a-z_:0-9]+)(?=\\{)");
  private static final Pattern FORM =
      Pattern.compile(
          "(sum|avg|max)\\(.+\\)( (/ sum\\(.+\\)|[>=]+ [0-9.]+))?"
              + "|histogram_quantile\\(0\\.[0-9]+, sum by \\(le\\) \\(rate\\(.+\\)\\)\\)( > [0-9]+)?");

  static Stream<RenderCase> cases() throws IOException {
    return RenderCase.all()
        .filter(c -> c.toString().startsWith("monitored") || c.toString().startsWith("scaled"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asksForNothingThatNobodySays(RenderCase wanted) {
    var rendering = wanted.rendering();
    var known = new HashSet<>(EXPORTER);
    known.add("up");
    for (var metric : rendering.launch().engine().metrics().values()) {
      known.addAll(List.of(metric, metric + "_bucket"));
    }
    for (var query : queries(Renderer.render(rendering))) {
      assertThat(query).matches(FORM);
      assertThat(query.chars().filter(c -> c == '(').count())
          .as(query)
          .isEqualTo(query.chars().filter(c -> c == ')').count());
      assertThat(NAME.matcher(query).results().map(m -> m.group(1)))
          .as(query)
          .isNotEmpty()
          .isSubsetOf(known);
    }
  }

  private static List<String> queries(RenderedObjects rendered) {
    var queries = new ArrayList<String>();
    for (var panel : Dashboards.of(rendered).path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    for (var rule : RenderCase.json(rendered, "PrometheusRule").at("/spec/groups/0/rules")) {
      queries.add(rule.path("expr").asText());
    }
    for (var trigger : RenderCase.json(rendered, "ScaledObject").at("/spec/triggers")) {
      text(trigger.at("/metadata/query"), queries);
    }
    return queries;
  }

  private static void text(JsonNode node, List<String> into) {
    if (node.isTextual()) {
      into.add(node.asText());
    }
  }
}
