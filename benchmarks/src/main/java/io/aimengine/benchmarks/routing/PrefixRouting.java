package io.aimengine.benchmarks.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Prints the table of docs/performance.md: each rule on each workload, over several seeds.
/// Arguments: how many seeds (10), how many replicas (4).
final class PrefixRouting {
  private static final Map<String, Rule.Maker> RULES = new LinkedHashMap<>();

  static {
    RULES.put("round robin", RoundRobin::new);
    RULES.put("least outstanding", FewestOutstanding::new);
    RULES.put("first 100 characters", n -> new OneDepth(n, PrefixRouting::wholePrompt));
    RULES.put("KubeAI", n -> new OneDepth(n, Arrival::firstUserMessage));
    RULES.put("aim-engine", GatewayRouter::new);
  }

  private PrefixRouting() {}

  private static String wholePrompt(Arrival arrival) {
    return arrival.prompt().getFirst().text(128);
  }

  public static void main(String[] arguments) {
    var seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    var replicas = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
    System.out.printf(
        Locale.ROOT, "%d replicas, seeds 1 to %d, %s%n%n", replicas, seeds, EngineModel.LARGE);
    System.out.println("| workload | rule | hit ratio | TTFT mean ms | p50 | p99 |");
    System.out.println("|---|---|---|---|---|---|");
    for (var workload : Workload.ALL) {
      RULES.forEach((name, maker) -> row(workload, name, maker, seeds, replicas));
    }
  }

  private static void row(
      Workload workload, String name, Rule.Maker maker, int seeds, int replicas) {
    var results = new ArrayList<Result>();
    for (var seed = 1; seed <= seeds; seed++) {
      var simulation = new Simulation(EngineModel.LARGE, replicas, maker.make(replicas));
      results.add(simulation.run(workload.draw(seed, replicas)));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s |%n",
        workload.name(),
        name,
        spread("%.3f", results, Result::hitRatio),
        spread("%.0f", results, result -> result.mean() * 1000),
        spread("%.0f", results, result -> result.quantile(0.5) * 1000),
        spread("%.0f", results, result -> result.quantile(0.99) * 1000));
  }

  /// The mean over the seeds, with their standard deviation.
  private static String spread(String format, List<Result> results, ToDoubleFunction<Result> of) {
    var values = results.stream().mapToDouble(of).toArray();
    var mean = java.util.Arrays.stream(values).average().orElse(0);
    var squares = java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    var deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
    return String.format(Locale.ROOT, format + " ± " + format, mean, deviation);
  }
}
