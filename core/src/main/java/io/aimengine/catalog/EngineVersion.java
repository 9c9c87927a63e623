package io.aimengine.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What is known of one engine version: where it runs, which flags it takes, how to ask after it.
/// `architectures` are class names of config.json; `quantizations` maps a GPU family (`gfx942`,
/// `cpu`) to what loads there: a method with all of its precisions (`awq`, `none`), or one
/// precision of it (`compressed-tensors/int8`); `metrics` maps a neutral name (`running`, `kv_use`)
/// to the engine's own; `checked` is the last run of `./check engines`.
public record EngineVersion(
    Engine engine,
    String version,
    Platform platform,
    FlagTable flags,
    List<Image> images,
    Set<String> architectures,
    Map<String, Set<String>> quantizations,
    Defaults defaults,
    Map<String, String> metrics,
    Probe probe,
    List<String> sources,
    Optional<Checked> checked) {

  /// The engines that the product knows.
  public enum Engine {
    VLLM("vllm"),
    SGLANG("sglang"),
    LLAMACPP("llamacpp");

    private final String id;

    Engine(String id) {
      this.id = id;
    }

    /// The spelling in manifests and recipes.
    public String id() {
      return id;
    }

    public static Optional<Engine> parse(String text) {
      for (var engine : values()) {
        if (engine.id.equalsIgnoreCase(text.strip())) {
          return Optional.of(engine);
        }
      }
      return Optional.empty();
    }
  }

  /// What an engine build was made for.
  public enum Platform {
    ROCM,
    CPU
  }

  /// A container image for some GPU families. `command` comes before the engine's own arguments
  /// (empty: the image's entrypoint is the engine). `verified` says whether someone saw it pull.
  public record Image(String name, Set<String> gfx, List<String> command, boolean verified) {
    public Image {
      gfx = Set.copyOf(gfx);
      command = List.copyOf(command);
    }
  }

  /// What the engine does when a flag is not given. `memoryFraction` is of total device memory.
  public record Defaults(int port, double memoryFraction, int blockSize) {}

  /// HTTP paths; times in seconds are for the longest known start.
  public record Probe(String health, String metrics, int startupSeconds) {}

  /// What the version's real parser was last asked, and answered as it should: how many commands of
  /// ours it took, and how many wrong flags of others it was tried on. `on` is a date.
  public record Checked(String on, int commands, int wrongFlags) {}

  public EngineVersion {
    images = List.copyOf(images);
    architectures = Set.copyOf(architectures);
    var byFamily = new TreeMap<String, Set<String>>();
    quantizations.forEach((gfx, names) -> byFamily.put(gfx, Set.copyOf(names)));
    // in order for people, by hash for plans, which ask thousands of times
    quantizations = Collections.unmodifiableMap(new LinkedHashMap<>(byFamily));
    metrics = Map.copyOf(metrics);
    sources = List.copyOf(sources);
  }

  /// `vllm 0.33.0`.
  public String label() {
    return engine.id() + " " + version;
  }

  /// Whether checkpoints of a method and precision load on a GPU family; a family that nothing is
  /// known of loads none.
  public boolean loads(String gfx, String method, Precision precision) {
    var known = quantizations.getOrDefault(gfx, Set.of());
    return known.contains(method) || known.contains(method + "/" + precision.id());
  }

  /// The image for a GPU family, if one is known.
  public Optional<Image> image(String gfx) {
    return images.stream().filter(i -> i.gfx().contains(gfx)).findFirst();
  }
}
