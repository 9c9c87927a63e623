package io.aimengine.benchmarks;

import io.aimengine.catalog.Catalogs;
import io.aimengine.pipeline.Outcome;
import io.aimengine.spec.EndpointSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// From a wish to the engine's argv, through the same pipeline that every command takes.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlanBenchmark {

  /// Every model of the catalog, one after the other.
  @State(Scope.Benchmark)
  public static class AllModels {
    @Param({"8xMI300X"})
    public String hardware = "";

    private World world;

    @Setup
    public void open() {
      world = World.of(Catalogs.builtin(), hardware);
    }
  }

  /// One model; its plan decides what the slowest is.
  @State(Scope.Benchmark)
  public static class OneModel {
    @Param({"8xMI300X"})
    public String hardware = "";

    @Param({"Qwen/Qwen3-32B"})
    public String model = "";

    private World world;
    private EndpointSpec spec;

    @Setup
    public void open() {
      world = World.of(Catalogs.builtin(), hardware);
      spec = world.spec(model).orElseThrow();
    }
  }

  @Benchmark
  public void all(AllModels models, Blackhole sink) {
    for (var spec : models.world.specs()) {
      sink.consume(models.world.plan(spec));
    }
  }

  @Benchmark
  public Outcome one(OneModel model) {
    return model.world.plan(model.spec);
  }
}
