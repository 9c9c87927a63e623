package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Measurement;
import io.aimengine.catalog.Model;
import io.aimengine.plan.EngineLog.Figure;
import io.aimengine.plan.Term.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an engine measured beside what was estimated for the very configuration that its log names.
public record LogComparison(
    EngineLog log,
    Checkpoint checkpoint,
    EngineVersion engine,
    Accelerator accelerator,
    MemoryInputs inputs,
    MemoryEstimate estimate,
    List<Row> rows) {
  /// Flags that decide memory, in the engines' own names of their settings.
  private static final Set<String> FLAGS =
      Set.of(
          "tensor_parallel_size",
          "pipeline_parallel_size",
          "data_parallel_size",
          "decode_context_parallel_size",
          "enable_expert_parallel",
          "max_num_batched_tokens",
          "max_num_seqs",
          "gpu_memory_utilization",
          "enforce_eager",
          "kv_cache_dtype",
          "quantization",
          "enable_lora",
          "max_loras",
          "max_lora_rank",
          "cpu_offload_gb",
          "kv_cache_memory_bytes",
          "tp_size",
          "pp_size",
          "dp_size",
          "ep_size",
          "enable_dp_attention",
          "context_length",
          "chunked_prefill_size",
          "max_running_requests",
          "mem_fraction_static",
          "disable_cuda_graph",
          "attention_backend",
          "swa_full_tokens_ratio",
          "mamba_full_memory_ratio");

  /// One figure, both ways; 0 where the log does not say or nothing is estimated.
  public record Row(String name, boolean gib, double estimate, double measured) {
    /// By how much the estimate is off, as a share of what was measured.
    public double error() {
      return measured == 0 || estimate == 0 ? 0 : estimate / measured - 1;
    }
  }

  public LogComparison {
    rows = List.copyOf(rows);
  }

  /// Compares; the engine version is the log's where the catalog has it, else the newest.
  public static Optional<LogComparison> of(
      EngineLog log, Catalog catalog, Model model, Checkpoint checkpoint, Accelerator accelerator) {
    var version =
        catalog
            .engine(log.engine(), log.version())
            .or(() -> newest(catalog, log.engine(), accelerator));
    return version.map(engine -> compare(log, engine, model, checkpoint, accelerator));
  }

  private static Optional<EngineVersion> newest(
      Catalog catalog, Engine engine, Accelerator accelerator) {
    var cpu = accelerator.kind() == Accelerator.Kind.CPU;
    return catalog.engines().stream()
        .filter(v -> v.engine() == engine)
        .filter(v -> (v.platform() == EngineVersion.Platform.CPU) == cpu)
        .findFirst();
  }

  private static LogComparison compare(
      EngineLog log,
      EngineVersion engine,
      Model model,
      Checkpoint checkpoint,
      Accelerator accelerator) {
    var device = log.figure(Figure.DEVICE).orElse(accelerator.memoryGib());
    var context = EngineArgs.context(engine, checkpoint, device);
    var settings = SettingsReader.read(context, args(log, engine), env(log, accelerator), model);
    var inputs =
        new MemoryInputs(model.architecture(), checkpoint, accelerator, device, engine, settings);
    var estimate = MemoryModel.estimate(inputs);
    return new LogComparison(
        log, checkpoint, engine, accelerator, inputs, estimate, rows(log, estimate, inputs));
  }

  private static Map<String, String> args(EngineLog log, EngineVersion engine) {
    var args = new LinkedHashMap<String, String>();
    log.config()
        .forEach((name, value) -> {
          var flag = "--" + name.replace('_', '-');
          var said = !value.equals("None") && !value.equals("False") && !value.equals("auto");
          if (FLAGS.contains(name) && said && engine.flags().find(flag).isPresent()) {
            args.put(flag, value.equals("True") ? "" : value);
          }
        });
    var tokens = log.count(Figure.CONTEXT);
    if (tokens.isPresent()) {
      args.put(
          engine.engine() == Engine.VLLM ? "--max-model-len" : "--context-length",
          Long.toString(tokens.getAsLong()));
    }
    return args;
  }

  /// SGLang logs the fraction that it settled on; vLLM on a CPU the size that was set.
  private static Map<String, String> env(EngineLog log, Accelerator accelerator) {
    var cache = log.count(Figure.KV_CACHE);
    return accelerator.kind() == Accelerator.Kind.CPU && cache.isPresent()
        ? Map.of("VLLM_CPU_KVCACHE_SPACE", Long.toString(cache.getAsLong()))
        : Map.of("SGLANG_AITER_HONOR_EXPLICIT_MEM_FRACTION", "1");
  }

  private static List<Row> rows(EngineLog log, MemoryEstimate memory, MemoryInputs in) {
    var rows = new ArrayList<Row>();
    gib(rows, log, Figure.WEIGHTS, memory.weightsGib());
    gib(rows, log, Figure.CONSUMED, memory.weightsGib() + memory.runtimeGib());
    gib(rows, log, Figure.ACTIVATIONS, memory.activationsGib() + memory.graphsGib());
    gib(rows, log, Figure.GRAPHS, memory.graphsGib());
    gib(rows, log, Figure.KV_CACHE, memory.kvCacheGib());
    gib(rows, log, Figure.NEEDED, memory.requestKvGib());
    count(rows, log, Figure.KV_TOKENS, tokens(log, in, memory));
    var context = in.settings().maxModelLen();
    count(rows, log, Figure.CONCURRENCY, tokens(log, in, memory) / Math.max(1, context));
    return rows;
  }

  /// Of the cache that the engine really has, so that an error of another term is not told twice.
  private static double tokens(EngineLog log, MemoryInputs in, MemoryEstimate memory) {
    var gib = log.figure(Figure.KV_CACHE).orElse(memory.kvCacheGib());
    return KvCache.of(in).tokens(gib * Overheads.GIB, in.settings().maxModelLen());
  }

  private static void gib(List<Row> rows, EngineLog log, Figure figure, double estimate) {
    log.figure(figure)
        .ifPresent(measured -> rows.add(new Row(figure.words(), true, estimate, measured)));
  }

  private static void count(List<Row> rows, EngineLog log, Figure figure, double estimate) {
    log.figure(figure)
        .ifPresent(measured -> rows.add(new Row(figure.words(), false, estimate, measured)));
  }

  /// What later estimates of this configuration are multiplied with. Overheads follow from what the
  /// engine left for its cache; without that they stay as they are.
  public Measurement measurement(String source) {
    var settings = inputs.settings();
    var weights =
        log.figure(Figure.WEIGHTS).stream()
            .map(measured -> measured / Math.max(1e-9, estimate.gib(Part.WEIGHTS)))
            .findFirst()
            .orElse(1);
    return new Measurement(
        id(),
        checkpoint.id(),
        engine.engine(),
        engine.version(),
        accelerator.name(),
        settings.tensorParallel(),
        settings.pipelineParallel(),
        settings.dataParallel(),
        rounded(weights),
        rounded(overheads()),
        source,
        log.lines().stream().limit(20).toList());
  }

  private double overheads() {
    var cache = log.figure(Figure.KV_CACHE);
    var weights = log.figure(Figure.WEIGHTS);
    var fixed = inputs.settings().kvCacheBytes().isPresent();
    if (cache.isEmpty() || weights.isEmpty() || fixed || engine.engine() != Engine.VLLM) {
      return 1;
    }
    var taken = estimate.usableGib() - weights.getAsDouble() - cache.getAsDouble();
    var estimated = estimate.activationsGib() + estimate.graphsGib() + estimate.runtimeGib();
    return Math.max(0, taken / Math.max(1e-9, estimated));
  }

  private String id() {
    var settings = inputs.settings();
    var name = checkpoint.id().substring(checkpoint.id().lastIndexOf('/') + 1);
    return String.format(
            Locale.ROOT,
            "%s-%s-%s-%s-tp%d-pp%d-dp%d",
            name,
            engine.engine().id(),
            engine.version(),
            accelerator.name(),
            settings.tensorParallel(),
            settings.pipelineParallel(),
            settings.dataParallel())
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }

  private static double rounded(double factor) {
    return Math.rint(factor * 10_000) / 10_000;
  }
}
