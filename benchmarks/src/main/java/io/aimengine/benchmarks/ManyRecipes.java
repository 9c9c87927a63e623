package io.aimengine.benchmarks;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.check.Checks;
import io.aimengine.plan.PlanResult;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;

/// A large catalog in a fresh JVM, which is what a command has: `ManyRecipes write FOLDER N` makes
/// N recipe files out of the shipped ones, `load FOLDER` reads and checks them as `--catalog` does,
/// `plan FOLDER` plans against them, `check FOLDER` checks them as `validate` does, `parse FOLDER`
/// only runs the YAML library over them on one core.
public final class ManyRecipes {
  private static final Path SHIPPED = Path.of("catalog", "recipes");
  private static final int PLANS = 200;
  private static final int WARM_UP = 50;

  private ManyRecipes() {}

  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[1]);
    switch (args[0]) {
      case "write" -> write(folder, Integer.parseInt(args[2]));
      case "load" -> load(folder);
      case "plan" -> plan(folder);
      case "check" -> {
        var texts = texts(folder);
        var report = timed("check", () -> new Checks(Catalogs.builtin()).check(texts));
        System.out.printf(", %d findings%n", report.findings().size());
      }
      case "parse" -> {
        var texts = texts(folder);
        timed("parse", () -> texts.values().stream().mapToLong(ManyRecipes::events).sum());
        System.out.println();
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void write(Path folder, int count) throws IOException {
    var shipped = texts(SHIPPED);
    var texts = List.copyOf(shipped.values());
    for (var i = 0; i < count; i++) {
      var text = texts.get(i % texts.size());
      var id = "%s-%06d".formatted(text.lines().findFirst().orElseThrow().substring(11), i);
      var file = folder.resolve("recipes").resolve("many-" + i / 1000).resolve(id + ".yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.replaceFirst("recipe_id: .*", "recipe_id: " + id));
    }
  }

  private static void load(Path folder) throws IOException {
    var texts = texts(folder);
    var read = timed("load", () -> Catalogs.overlay(Catalogs.builtin(), texts));
    System.out.printf(
        Locale.ROOT,
        ", %d recipes, %d problems, peak of the heap %.0f MiB%n",
        read.catalog().recipes().size(),
        read.problems().size(),
        peakMib());
  }

  private static void plan(Path folder) throws IOException {
    var read = Catalogs.overlay(Catalogs.builtin(), texts(folder));
    var world = World.of(read.catalog(), "8xMI300X");
    System.out.println("plan   (CPU, median and slowest model) " + plans(world, read.catalog()));
  }

  /// Processor time of warm plans of each model that has recipes: the median of all, and of the
  /// slowest model.
  private static String plans(World world, Catalog catalog) {
    var specs =
        world.specs().stream()
            .filter(spec -> !catalog.recipes(spec.model().id()).isEmpty())
            .toList();
    for (var i = 0; i < WARM_UP; i++) {
      specs.forEach(world::plan);
    }
    var medians = new ArrayList<Map.Entry<Double, String>>();
    for (var spec : specs) {
      var times = new double[PLANS / specs.size() + 5];
      for (var i = 0; i < times.length; i++) {
        var start = cpuNanos();
        if (!(world.plan(spec).result() instanceof PlanResult.Planned)) {
          throw new IllegalStateException(spec.model().id() + " is not planned");
        }
        times[i] = (cpuNanos() - start) / 1e6;
      }
      Arrays.sort(times);
      medians.add(Map.entry(times[times.length / 2], spec.model().id()));
    }
    medians.sort(Map.Entry.comparingByKey());
    return String.format(
        Locale.ROOT,
        "%.2f ms, %.2f ms of %d models (%s)",
        medians.get(medians.size() / 2).getKey(),
        medians.getLast().getKey(),
        medians.size(),
        medians.getLast().getValue());
  }

  private static <T> T timed(String what, Supplier<T> work) {
    var start = System.nanoTime();
    var result = work.get();
    var own = (System.nanoTime() - start) / 1e6;
    var whole = ManagementFactory.getRuntimeMXBean().getUptime();
    System.out.printf(
        Locale.ROOT,
        "%-6s %5.0f ms, since the JVM started %d ms (processor time %d ms, collector %d ms)",
        what,
        own,
        whole,
        processorMillis(),
        collectorMillis());
    return result;
  }

  /// Of all threads since the JVM started, compiler and collector with them.
  private static long processorMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  private static long collectorMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  /// Of this thread, which plans: it hardly depends on what else the machine does.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double peakMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        / (double) (1 << 20);
  }

  private static long events(String text) {
    var count = 0L;
    for (var event : new Parse(LoadSettings.builder().build()).parseString(text)) {
      count += event.getEventId().ordinal();
    }
    return count;
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        texts.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }
}
