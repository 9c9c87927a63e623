package io.aimengine.benchmarks;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.Normalized;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// What comes before a plan: the catalog is opened, a manifest is read.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadBenchmark {

  /// The longest manifest of the golden cases.
  @State(Scope.Benchmark)
  public static class ManifestText {
    @Param({""})
    public String file = "";

    private String text = "";

    @Setup
    public void read() throws IOException {
      text = Files.readString(Path.of(file));
      if (normalized(text).spec().isEmpty()) {
        throw new IllegalStateException(file + " is refused: " + normalized(text).problems());
      }
    }
  }

  /// The index; entries are read when first asked for.
  @Benchmark
  public Catalog openCatalog() {
    return Catalogs.builtin();
  }

  @Benchmark
  public void readWholeCatalog(Blackhole sink) {
    var catalog = Catalogs.builtin();
    sink.consume(catalog.models());
    sink.consume(catalog.accelerators());
    sink.consume(catalog.recipes());
    catalog.engines().forEach(engine -> sink.consume(engine.flags().all()));
  }

  @Benchmark
  public Normalized normalise(ManifestText manifest) {
    return normalized(manifest.text);
  }

  private static Normalized normalized(String text) {
    return EndpointNormalizer.normalize(Yaml.parse("manifest.yaml", text));
  }
}
