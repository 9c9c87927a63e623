package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.ManifestFlags;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/// Options of `fit` that are another flag in each engine, checked as a manifest's own flags are.
final class FitFlags {
  @Option(
      names = {"--sequences", "--max-num-seqs"},
      paramLabel = "N",
      description = "Requests at once")
  private int sequences = Given.UNSET;

  @Option(names = "--kv-cache-dtype", paramLabel = "TYPE", description = "auto, fp8, bf16 …")
  private String kvCacheDtype = "";

  /// Whether one of them was given.
  boolean given() {
    return sequences != Given.UNSET || !kvCacheDtype.isEmpty();
  }

  /// With the flags of the engines that take them all; stops at a flag or value that no engine
  /// which could serve here takes.
  EndpointSpec over(Catalog catalog, EndpointSpec spec, Inventory inventory) {
    if (sequences != Given.UNSET && sequences < 1) {
      throw CommandFailure.usage("--sequences must be at least 1, not " + sequences, "");
    }
    var problems = new ArrayList<>(ManifestFlags.errors(catalog, spec, inventory));
    var all = new LinkedHashMap<Engine, Map<String, String>>();
    spec.wishes().args().forEach((engine, flags) -> all.put(engine, new LinkedHashMap<>(flags)));
    options()
        .forEach((option, flags) -> {
          ManifestFlags.error(catalog, spec, inventory, option, flags).ifPresent(problems::add);
          flags.forEach((engine, flag) ->
              flag.forEach(all.computeIfAbsent(engine, _ -> new LinkedHashMap<>())::putIfAbsent));
        });
    if (problems.stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.USAGE, problems);
    }
    var wanted = spec.withWishes(spec.wishes().withArgs(all));
    return only(wanted, ManifestFlags.taking(catalog, wanted, inventory), catalog, inventory);
  }

  /// Rows of an engine that refuses a flag would count without it.
  private static EndpointSpec only(
      EndpointSpec spec, List<Engine> taking, Catalog catalog, Inventory inventory) {
    var bare = spec.withWishes(spec.wishes().withArgs(Map.of()));
    return taking.isEmpty()
            || taking.size() == ManifestFlags.taking(catalog, bare, inventory).size()
        ? spec
        : spec.withWishes(spec.wishes().withEngines(taking));
  }

  private Map<String, Map<Engine, Map<String, String>>> options() {
    var options = new LinkedHashMap<String, Map<Engine, Map<String, String>>>();
    if (sequences != Given.UNSET) {
      var count = Integer.toString(sequences);
      options.put(
          "--sequences",
          Map.of(
              Engine.VLLM, Map.of("--max-num-seqs", count),
              Engine.SGLANG, Map.of("--max-running-requests", count),
              Engine.LLAMACPP, Map.of("--parallel", count)));
    }
    if (!kvCacheDtype.isEmpty()) {
      var type = kvCacheDtype.toLowerCase(Locale.ROOT);
      options.put(
          "--kv-cache-dtype",
          Map.of(
              Engine.VLLM, Map.of("--kv-cache-dtype", vllm(type)),
              Engine.SGLANG, Map.of("--kv-cache-dtype", type.equals("fp8") ? "fp8_e4m3" : type),
              Engine.LLAMACPP, Map.of("--cache-type-k", type)));
    }
    return options;
  }

  private static String vllm(String type) {
    return switch (type) {
      case "bf16" -> "bfloat16";
      case "fp16" -> "float16";
      default -> type;
    };
  }
}
