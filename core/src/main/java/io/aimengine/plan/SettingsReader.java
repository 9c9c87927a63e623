package io.aimengine.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Model;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.HumanInteger;
import io.aimengine.plan.Settings.Draft;
import io.aimengine.plan.Settings.Extras;
import io.aimengine.plan.Settings.Lora;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads the neutral settings out of an engine's flags, with that engine's own defaults for what is
/// not written. A value that cannot be read counts as not written: `launch` reports it.
public final class SettingsReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SettingsReader() {}

  /// The device's memory decides some defaults: engines take larger steps on larger devices.
  public static Settings read(
      FlagContext context, Map<String, String> args, Map<String, String> env, Model model) {
    var flags = new EngineArgs(context, args);
    var settings =
        switch (context.engine().engine()) {
          case VLLM -> vllm(context, flags, env, model);
          case SGLANG -> new SglangSettings(flags, env, model, context.deviceGib()).read();
          case LLAMACPP -> llamacpp(context.engine(), flags, model.architecture().context());
        };
    var unknown = flags.unknown();
    return unknown.isEmpty() ? settings : settings.with(settings.extras().unknown(unknown));
  }

  /// What is not written is what `EngineArgs` of vLLM makes of it: prompts of encoders are not cut,
  /// so a step holds a whole one.
  private static Settings vllm(
      FlagContext of, EngineArgs flags, Map<String, String> env, Model model) {
    var engine = of.engine();
    var deviceGib = of.deviceGib();
    var tp = parallel(flags, "--tensor-parallel-size", 1);
    var dp = parallel(flags, "--data-parallel-size", 1);
    var cpu = engine.platform() == Platform.CPU;
    var context = flags.integer("--max-model-len").orElse(model.architecture().context());
    var chunked = flags.on("--enable-chunked-prefill", !model.architecture().isEncoder());
    var usual = cpu ? 2048 : vllmStep(deviceGib);
    var step =
        flags
            .integer("--max-num-batched-tokens")
            .orElse(chunked ? usual : Math.max(usual, context));
    return new Settings(
        tp,
        parallel(flags, "--pipeline-parallel-size", 1),
        dp,
        flags.on("--enable-expert-parallel", false),
        tp * dp,
        flags.text("--quantization"),
        flags.text("--kv-cache-dtype"),
        context,
        flags
            .integer("--max-num-seqs")
            .orElse(Math.min(step, cpu ? 128 : deviceGib >= 70 ? 1024 : 256)),
        step,
        chunked,
        flags.number("--gpu-memory-utilization").orElse(engine.defaults().memoryFraction()),
        kvCacheBytes(flags, env, cpu),
        !flags.on("--enforce-eager", false),
        vllmExtras(flags, model));
  }

  /// Steps overlap by one when they are scheduled ahead, which is the default but for pooling
  /// (`VllmConfig.max_concurrent_batches`).
  private static Extras vllmExtras(EngineArgs flags, Model model) {
    var ahead = flags.on("--async-scheduling", model.task() == Model.Task.TEXT_GENERATION);
    var loras =
        flags.on("--enable-lora", false)
            ? Optional.of(
                new Lora(
                    flags.integer("--max-loras").orElse(1),
                    flags.integer("--max-lora-rank").orElse(16)))
            : Optional.<Lora>empty();
    return new Extras(
        parallel(flags, "--decode-context-parallel-size", 1),
        parallel(flags, "--pipeline-parallel-size", 1) + (ahead ? 1 : 0),
        !flags.on("--disable-hybrid-kv-cache-manager", false),
        flags.on("--enable-prefix-caching", true),
        flags.text("--mm-encoder-tp-mode").filter("data"::equals).isPresent(),
        false,
        flags.number("--cpu-offload-gb").filter(gib -> gib > 0).orElse(0.0),
        Extras.NONE.localRatio(),
        Extras.NONE.stateRatio(),
        loras,
        flags.text("--speculative-config").flatMap(SettingsReader::draft),
        Optional.empty(),
        List.of());
  }

  private static Optional<Draft> draft(String json) {
    try {
      var config = JSON.readTree(json);
      var model = config.path("model").asText("");
      var method = config.path("method").asText(model.isEmpty() ? "ngram" : "draft_model");
      return Optional.of(
          new Draft(
              method, model, config.path("num_speculative_tokens").asInt(1), Optional.empty()));
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /// `--parallel` slots share `--ctx-size`; 0 means the model's own context. Its prompt step is the
  /// micro batch.
  private static Settings llamacpp(EngineVersion engine, EngineArgs flags, int context) {
    var slots = flags.integer("--parallel").orElse(1);
    var size =
        flags.text("--ctx-size").isEmpty() ? OptionalInt.of(4096) : flags.integer("--ctx-size");
    return new Settings(
        1,
        1,
        1,
        false,
        1,
        Optional.empty(),
        flags.text("--cache-type-k"),
        Math.max(1, size.orElse(context) / slots),
        slots,
        flags.integer("--ubatch-size").orElse(512),
        true,
        engine.defaults().memoryFraction(),
        OptionalLong.empty(),
        false,
        Extras.NONE);
  }

  /// Bounded, so that nonsense in a manifest cannot overflow a product of three.
  static int parallel(EngineArgs flags, String name, int whenAbsent) {
    return Math.min(1000, flags.integer(name).orElse(whenAbsent));
  }

  private static OptionalLong kvCacheBytes(EngineArgs flags, Map<String, String> env, boolean cpu) {
    var fixed = flags.text("--kv-cache-memory-bytes").map(v -> HumanInteger.parse(Engine.VLLM, v));
    if (fixed.isPresent()) {
      return fixed.get();
    }
    var gib = HumanInteger.parse(Engine.VLLM, env.getOrDefault("VLLM_CPU_KVCACHE_SPACE", ""));
    return cpu && gib.isPresent() && gib.getAsLong() > 0 && gib.getAsLong() < 1 << 20
        ? OptionalLong.of(gib.getAsLong() << 30)
        : OptionalLong.empty();
  }

  private static int vllmStep(double deviceGib) {
    return deviceGib >= 160 ? 16384 : deviceGib >= 70 ? 8192 : 2048;
  }
}
