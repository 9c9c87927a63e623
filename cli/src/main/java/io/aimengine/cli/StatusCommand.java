package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.local.metrics.LiveMetrics;
import io.aimengine.local.run.EndpointStatus;
import io.aimengine.local.run.Phase;
import io.aimengine.metrics.Latency;
import io.aimengine.metrics.LiveReading;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows one endpoint with live figures from its engine, or all in a table.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show endpoints: phase, processes, live TTFT, tokens/s, requests and KV use",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine status",
      "  aim-engine status my-endpoint -o json",
      "  aim-engine status --cluster"
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "An endpoint; all without")
  private String name = "";

  StatusCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (cluster.asked()) {
      return ofCluster();
    }
    if (name.isEmpty()) {
      var table = Running.table(app, Running.Which.ALL);
      app.printer().success(common.format, table, table.size() + " endpoints");
      return Exit.OK.code();
    }
    var status = Endpoints.known(app, name);
    var reading =
        status.phase() == Phase.READY
            ? LiveMetrics.of(status.spec().serving()).read(INTERVAL)
            : Optional.<LiveReading>empty();
    app.printer().success(common.format, new One(status, reading, app), name);
    return status.phase() == Phase.FAILED ? Exit.LAUNCH.code() : Exit.OK.code();
  }

  private Integer ofCluster() {
    if (!name.isEmpty()) {
      throw CommandFailure.usage(
          "status --cluster shows the whole cluster", "aim-engine describe " + name);
    }
    try (var look = KubeLook.open(app, cluster.kube)) {
      var overview = ClusterOverview.of(look, app.catalog(common));
      app.printer().success(common.format, overview, "cluster");
    }
    return Exit.OK.code();
  }

  private record One(EndpointStatus status, Optional<LiveReading> reading, App app)
      implements View {
    @Override
    public JsonNode json() {
      var json = Running.json(status, app.clock());
      var last = json.putArray("last_lines");
      status.state().lastLines().forEach(last::add);
      reading.ifPresent(live -> live(json.putObject("metrics"), live));
      return json;
    }

    private static void live(ObjectNode json, LiveReading live) {
      latency(json, "ttft_seconds", live.timeToFirstToken());
      latency(json, "recent_ttft_seconds", live.recentTimeToFirstToken());
      latency(json, "itl_seconds", live.interTokenLatency());
      put(json, "generation_tokens_per_second", live.generatedPerSecond());
      put(json, "prompt_tokens_per_second", live.promptPerSecond());
      put(json, "requests_running", live.running());
      put(json, "requests_waiting", live.waiting());
      put(json, "kv_cache_usage", live.kvUse());
      put(json, "prompt_tokens", live.promptTokens());
      put(json, "generation_tokens", live.generatedTokens());
      put(json, "requests", live.requests());
    }

    private static void put(ObjectNode json, String key, Optional<Double> value) {
      value.ifPresent(number -> json.put(key, number));
    }

    private static void latency(ObjectNode json, String key, Optional<Latency> latency) {
      latency.ifPresent(known ->
          json.putObject(key)
              .put("count", known.count())
              .put("mean", known.mean())
              .put("p50", known.p50())
              .put("p95", known.p95()));
    }

    @Override
    public void print(Terminal terminal) {
      var summary = status.spec().summary();
      var colour =
          switch (status.phase()) {
            case READY -> Colour.GREEN;
            case FAILED -> Colour.RED;
            case STARTING, CHECKING, UNHEALTHY, RESTARTING, STOPPING, STOPPED, SLEEPING ->
                Colour.YELLOW;
          };
      row(
          terminal,
          status.name(),
          terminal.paint(colour, status.phase().label())
              + " for "
              + Running.age(status, app.clock()));
      row(terminal, "  url", status.url());
      row(
          terminal,
          "  model",
          summary.model() + " (" + summary.precision() + ", context " + summary.context() + ")");
      row(
          terminal,
          "  engine",
          summary.engine()
              + " "
              + summary.engineVersion()
              + " ("
              + status.spec().runtime().name().toLowerCase(Locale.ROOT)
              + ")");
      row(
          terminal,
          "  hardware",
          summary.gpuCount()
              + " x "
              + summary.hardware()
              + (status.spec().devices().isEmpty() ? "" : " " + status.spec().devices()));
      row(terminal, "  recipe", summary.recipe());
      row(
          terminal,
          "  processes",
          "supervisor "
              + status.supervisor().map(id -> "" + id.pid()).orElse("none")
              + ", engine "
              + status.engine().map(id -> "" + id.pid()).orElse("none")
              + ", restarts "
              + status.state().restarts());
      reading.ifPresent(live -> figures(terminal, live));
      if (status.phase() == Phase.READY) {
        row(terminal, "  ask it", "aim-engine snippet " + status.name() + " -l curl|python");
      }
      if (!status.state().lastError().isEmpty()) {
        row(terminal, "  last error", status.state().lastError());
      }
      if (status.phase() == Phase.FAILED) {
        status.state().lastLines().forEach(line -> terminal.line("    " + line));
      }
    }

    private static void row(Terminal terminal, String label, String value) {
      terminal.line(String.format(Locale.ROOT, "%-14s %s", label, value));
    }

    private static void figures(Terminal terminal, LiveReading live) {
      live.timeToFirstToken()
          .ifPresent(ttft ->
              row(
                  terminal,
                  "  TTFT",
                  String.format(
                      Locale.ROOT,
                      "mean %.0f ms, p50 %.0f, p95 %.0f (%d requests)",
                      ttft.mean() * 1e3,
                      ttft.p50() * 1e3,
                      ttft.p95() * 1e3,
                      ttft.count())));
      live.interTokenLatency()
          .ifPresent(itl ->
              row(
                  terminal,
                  "  ITL",
                  String.format(
                      Locale.ROOT, "mean %.1f ms, p95 %.1f", itl.mean() * 1e3, itl.p95() * 1e3)));
      row(
          terminal,
          "  now",
          String.format(
              Locale.ROOT,
              "%.1f tokens/s, %.0f running, %.0f waiting, KV cache %.1f %%",
              live.generatedPerSecond().orElse(0.0),
              live.running().orElse(0.0),
              live.waiting().orElse(0.0),
              live.kvUse().orElse(0.0) * 100));
      row(
          terminal,
          "  so far",
          String.format(
              Locale.ROOT,
              "%.0f prompt tokens, %.0f generated",
              live.promptTokens().orElse(0.0),
              live.generatedTokens().orElse(0.0)));
    }
  }
}
