package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Measurement;
import io.aimengine.catalog.Model;
import io.aimengine.plan.EngineLog.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What an engine measured beside what was estimated for the very configuration that its log names.
public record LogComparison(
    EngineLog log,
    Checkpoint checkpoint,
    EngineVersion engine,
    Accelerator accelerator,
    MemoryInputs inputs,
    MemoryEstimate estimate,
    Measurement measurement,
    List<Row> rows) {
  /// A correction that gives the measured cache back no better than this is none.
  private static final double GIVEN_BACK = 0.01;

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

  /// One figure: as estimated, as measured, and as estimated with the correction that the log leads
  /// to. The estimate is 0 where the log names a setting, which nobody estimates.
  public record Row(String name, boolean gib, double estimate, double measured, double corrected) {
    /// By how much the estimate is off, as a share of what was measured.
    public double error() {
      return measured == 0 || estimate == 0 ? 0 : estimate / measured - 1;
    }
  }

  public LogComparison {
    rows = List.copyOf(rows);
  }

  /// Compares; the engine version is `version`, "" for the one that the log names, where the
  /// catalog has it, else the newest. `source` names the log for people.
  public static Optional<LogComparison> of(
      EngineLog log,
      Catalog catalog,
      Model model,
      Checkpoint checkpoint,
      Accelerator accelerator,
      String version,
      String source) {
    var named = release(version.isEmpty() ? log.version() : version);
    var built =
        catalog.engines().stream()
            .filter(v -> v.engine() == log.engine())
            .filter(v -> v.platform() == ServingEngines.platform(accelerator))
            .toList();
    return built.stream()
        .filter(v -> release(v.version()).equals(named))
        .findFirst()
        .or(() -> built.stream().findFirst())
        .map(engine -> compare(log, engine, model, checkpoint, accelerator, source));
  }

  /// Without what a build adds: `0.33.0` of `0.33.0+rocm700`.
  private static String release(String version) {
    return version.replaceFirst("\\+.*", "");
  }

  /// Whether the estimate is of this very release.
  public boolean of(String version) {
    return release(version).equals(release(engine.version()));
  }

  private static LogComparison compare(
      EngineLog log,
      EngineVersion engine,
      Model model,
      Checkpoint checkpoint,
      Accelerator accelerator,
      String source) {
    var device = log.figure(Figure.DEVICE).orElse(accelerator.memoryGib());
    var context = EngineArgs.context(engine, checkpoint, device);
    var settings = SettingsReader.read(context, args(log, engine), env(log, accelerator), model);
    var inputs =
        new MemoryInputs(model.architecture(), checkpoint, accelerator, device, engine, settings);
    var estimate = MemoryModel.estimate(inputs);
    var measurement = new MeasuredFactors(log, inputs, estimate).measurement(source);
    var corrected = MemoryModel.estimate(inputs.with(with(settings, measurement)));
    return new LogComparison(
        log,
        checkpoint,
        engine,
        accelerator,
        inputs,
        estimate,
        measurement,
        rows(log, estimate, corrected, inputs));
  }

  private static Settings with(Settings settings, Measurement measurement) {
    var extras = settings.extras();
    return settings.with(extras.with(extras.draft(), Optional.of(measurement)));
  }

  /// Whether estimates of these settings come to the measured cache once they are corrected.
  public boolean givesBack() {
    return rows.stream()
        .filter(row -> row.name().equals(Figure.KV_CACHE.words()))
        .filter(row -> row.estimate() != 0)
        .allMatch(row -> Math.abs(row.corrected() / row.measured() - 1) <= GIVEN_BACK);
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

  private static List<Row> rows(
      EngineLog log, MemoryEstimate memory, MemoryEstimate corrected, MemoryInputs in) {
    var rows = new Rows(log, memory, corrected);
    rows.gib(Figure.WEIGHTS, MemoryEstimate::weightsGib);
    rows.gib(Figure.CONSUMED, m -> m.weightsGib() + m.runtimeGib());
    rows.gib(Figure.RUNTIME, MemoryEstimate::runtimeGib);
    rows.gib(Figure.ACTIVATIONS, MemoryEstimate::activationsGib);
    rows.gib(Figure.GRAPHS, MemoryEstimate::graphsGib);
    var set = in.settings().kvCacheBytes().isPresent();
    rows.gib(Figure.KV_CACHE, set ? _ -> 0 : MemoryEstimate::kvCacheGib);
    rows.gib(Figure.NEEDED, MemoryEstimate::requestKvGib);
    var context = in.settings().maxModelLen();
    var cache = KvCache.of(in);
    ToDoubleFunction<MemoryEstimate> tokens =
        m -> cache.tokens(m.kvCacheGib() * Overheads.GIB, context);
    rows.count(Figure.KV_TOKENS, Figure.KV_TOKENS.words(), tokens);
    rows.count(
        Figure.CONCURRENCY,
        Figure.CONCURRENCY.words(),
        m -> tokens.applyAsDouble(m) / Math.max(1, context));
    log.figure(Figure.KV_CACHE)
        .ifPresent(gib ->
            rows.count(
                Figure.KV_TOKENS,
                "tokens that the measured cache holds",
                _ -> cache.tokens(gib * Overheads.GIB, context)));
    return rows.all();
  }

  /// Figures that the log has, each beside its estimates.
  private record Rows(
      EngineLog log, MemoryEstimate estimate, MemoryEstimate corrected, List<Row> all) {
    Rows(EngineLog log, MemoryEstimate estimate, MemoryEstimate corrected) {
      this(log, estimate, corrected, new ArrayList<>());
    }

    void gib(Figure figure, ToDoubleFunction<MemoryEstimate> of) {
      add(figure, figure.words(), true, of);
    }

    void count(Figure figure, String name, ToDoubleFunction<MemoryEstimate> of) {
      add(figure, name, false, of);
    }

    private void add(Figure figure, String name, boolean gib, ToDoubleFunction<MemoryEstimate> of) {
      log.figure(figure)
          .ifPresent(measured ->
              all.add(
                  new Row(
                      name,
                      gib,
                      of.applyAsDouble(estimate),
                      measured,
                      of.applyAsDouble(corrected))));
    }
  }
}
