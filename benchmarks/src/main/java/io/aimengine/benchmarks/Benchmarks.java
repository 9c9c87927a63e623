package io.aimengine.benchmarks;

import io.aimengine.catalog.Catalogs;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of `core` and prints one table: `Benchmarks MANIFEST [HARDWARE...]`. The
/// slowest model of each inventory is found first, then measured like the rest.
public final class Benchmarks {
  private static final List<String> ALL = List.of("8xMI300X", World.MIXED, World.EVERYTHING);
  private static final double WANTED_US = 5000;
  private static final int PROBES = 15;
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  /// `models` is how many plans one operation makes.
  private record Row(String name, RunResult result, int models, double wantedUs, String cpuUs) {
    double us() {
      return result.getPrimaryResult().getScore() / models;
    }

    double errorUs() {
      return result.getPrimaryResult().getScoreError() / models;
    }
  }

  /// The processor time of one plan, which hardly depends on what else the machine does.
  private record Probe(EndpointSpec spec, double cpuUs) {}

  private Benchmarks() {}

  public static void main(String[] args) throws RunnerException {
    var rows = new ArrayList<Row>();
    for (var hardware : args.length > 1 ? List.of(args).subList(1, args.length) : ALL) {
      rows.addAll(plans(hardware));
    }
    rows.add(new Row("open the catalog", run("ReadBenchmark.openCatalog"), 1, 0, ""));
    rows.add(new Row("read all of it", run("ReadBenchmark.readWholeCatalog"), 1, 0, ""));
    var normalise = run(options("ReadBenchmark.normalise").param("file", args[0]));
    rows.add(new Row("read and normalise a manifest of 80 lines", normalise, 1, 0, ""));
    print(rows);
  }

  private static List<Row> plans(String hardware) throws RunnerException {
    var world = World.of(Catalogs.builtin(), hardware);
    var probes = probe(world);
    var worst = probes.stream().max(Comparator.comparingDouble(Probe::cpuUs)).orElseThrow();
    var slowest = worst.spec().model().id();
    var meanCpu = probes.stream().mapToDouble(Probe::cpuUs).average().orElseThrow();
    var all = run(options("PlanBenchmark.all").param("hardware", hardware));
    var one = run(options("PlanBenchmark.one").param("hardware", hardware).param("model", slowest));
    var planned =
        world.specs().stream()
            .filter(spec -> world.plan(spec).result() instanceof PlanResult.Planned)
            .count();
    var count = world.specs().size();
    var mean = "plan on %s, mean of %d models (%d fit)".formatted(hardware, count, planned);
    return List.of(
        new Row(mean, all, count, WANTED_US, "%.1f".formatted(meanCpu)),
        new Row(
            "plan on " + hardware + ", slowest: " + slowest,
            one,
            1,
            WANTED_US,
            "%.1f".formatted(worst.cpuUs())));
  }

  /// Warms up first: JMH measures in a process of its own.
  private static List<Probe> probe(World world) {
    var warm = cpuNanos() + WARM_UP_NANOS;
    while (cpuNanos() < warm) {
      world.specs().forEach(world::plan);
    }
    return world.specs().stream().map(spec -> new Probe(spec, cpuUs(world, spec))).toList();
  }

  /// Median of a few plans.
  private static double cpuUs(World world, EndpointSpec spec) {
    var times = new long[PROBES];
    for (var i = 0; i < PROBES; i++) {
      var start = cpuNanos();
      world.plan(spec);
      times[i] = cpuNanos() - start;
    }
    Arrays.sort(times);
    return times[PROBES / 2] / 1e3;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static RunResult run(String name) throws RunnerException {
    return run(options(name));
  }

  private static RunResult run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).runSingle();
  }

  private static ChainedOptionsBuilder options(String name) {
    return new OptionsBuilder()
        .include(name + "$")
        .forks(1)
        .warmupIterations(3)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(5)
        .measurementTime(TimeValue.seconds(1))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static void print(List<Row> rows) {
    System.out.printf(
        Locale.ROOT, "%-76s %10s %10s %8s %10s%n", "", "us", "+-99.9%", "wanted", "CPU us");
    for (var row : rows) {
      var wanted = row.wantedUs() > 0 ? "%.0f".formatted(row.wantedUs()) : "";
      System.out.printf(
          Locale.ROOT,
          "%-76s %10.1f %10.1f %8s %10s%n",
          row.name(),
          row.us(),
          row.errorUs(),
          wanted,
          row.cpuUs());
    }
  }
}
