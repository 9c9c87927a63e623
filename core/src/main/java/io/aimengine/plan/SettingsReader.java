package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Model;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.HumanInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads the neutral settings out of an engine's flags, with that engine's own defaults for what is
/// not written. A value that cannot be read counts as not written: `launch` reports it.
public final class SettingsReader {
  private SettingsReader() {}

  /// The device's memory decides some defaults: engines take larger steps on larger devices.
  public static Settings read(
      FlagContext context, Map<String, String> args, Map<String, String> env, Model model) {
    var engine = context.engine();
    var deviceGib = context.deviceGib();
    var flags = new EngineArgs(context, args);
    var tokens = model.architecture().context();
    return switch (engine.engine()) {
      case VLLM -> vllm(engine, flags, env, tokens, deviceGib);
      case SGLANG -> sglang(flags, model.architecture().layers(), tokens, deviceGib);
      case LLAMACPP -> llamacpp(engine, flags, tokens);
    };
  }

  private static Settings vllm(
      EngineVersion engine,
      EngineArgs flags,
      Map<String, String> env,
      int context,
      double deviceGib) {
    var tp = parallel(flags, "--tensor-parallel-size", 1);
    var dp = parallel(flags, "--data-parallel-size", 1);
    var cpu = engine.platform() == Platform.CPU;
    return new Settings(
        tp,
        parallel(flags, "--pipeline-parallel-size", 1),
        dp,
        flags.on("--enable-expert-parallel", false),
        tp * dp,
        flags.text("--quantization"),
        flags.text("--kv-cache-dtype"),
        flags.integer("--max-model-len").orElse(context),
        flags.integer("--max-num-seqs").orElse(cpu ? 128 : deviceGib >= 70 ? 1024 : 256),
        flags.integer("--max-num-batched-tokens").orElse(cpu ? 2048 : vllmStep(deviceGib)),
        flags.on("--enable-chunked-prefill", true),
        flags.number("--gpu-memory-utilization").orElse(engine.defaults().memoryFraction()),
        kvCacheBytes(flags, env, cpu),
        !flags.on("--enforce-eager", false));
  }

  private static Settings sglang(EngineArgs flags, int layers, int context, double deviceGib) {
    var tp = parallel(flags, "--tp-size", 1);
    var pp = parallel(flags, "--pp-size", 1);
    var attentionRanks = attentionRanks(flags);
    var replicas = attentionRanks > 1 ? 1 : parallel(flags, "--dp-size", 1);
    var step = flags.integer("--chunked-prefill-size");
    var chunked = step.isPresent() || flags.text("--chunked-prefill-size").isEmpty();
    var tokens = step.orElse(chunked ? sglangStep(deviceGib) : context);
    var graphs = !flags.on("--disable-cuda-graph", false);
    var fraction = sglangFraction(deviceGib, tokens, tp * pp, graphs ? 0.5 + 0.01 * layers : 0);
    return new Settings(
        Math.max(1, tp / attentionRanks),
        pp,
        attentionRanks * replicas,
        flags.integer("--ep-size").orElse(1) > 1,
        tp,
        flags.text("--quantization"),
        flags.text("--kv-cache-dtype"),
        flags.integer("--context-length").orElse(context),
        flags.integer("--max-running-requests").orElse(256),
        tokens,
        chunked,
        flags.number("--mem-fraction-static").orElse(fraction),
        OptionalLong.empty(),
        graphs);
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
        false);
  }

  /// With data-parallel attention SGLang's `--tp-size` is the number of all GPUs, and each
  /// attention rank takes its share of them.
  private static int attentionRanks(EngineArgs flags) {
    var ranks = parallel(flags, "--attn-dp-size", 1);
    return flags.on("--enable-dp-attention", false) ? parallel(flags, "--dp-size", ranks) : ranks;
  }

  /// Bounded, so that nonsense in a manifest cannot overflow a product of three.
  private static int parallel(EngineArgs flags, String name, int whenAbsent) {
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

  private static int sglangStep(double deviceGib) {
    return deviceGib >= 160 ? 16384 : deviceGib >= 60 ? 8192 : deviceGib >= 35 ? 4096 : 2048;
  }

  /// SGLang's own rule: what it reserves grows with the step and with the GPUs of one replica, and
  /// is at least 10 GiB on devices above 60 GiB.
  static double sglangFraction(double deviceGib, int step, int gpus, double graphsGib) {
    var mib = 512 + 1.5 * Math.max(step, 2048) + gpus / 8.0 * 1024 + graphsGib * 1024;
    var reserved = deviceGib > 60 ? Math.max(mib, 10240) : mib;
    return Math.clamp((deviceGib - reserved / 1024) / deviceGib, 0.1, 0.98);
  }
}
