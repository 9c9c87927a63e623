package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Model;
import io.aimengine.plan.Settings.Draft;
import io.aimengine.plan.Settings.Extras;
import io.aimengine.plan.Settings.Lora;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// SGLang's flags with its own defaults on ROCm, many of which depend on the device, on the model
/// and on each other (`arg_groups/memory_hook.py`, `attention_hook.py`, 0.5.23).
record SglangSettings(EngineArgs flags, Map<String, String> env, Model model, double deviceGib) {
  /// From this context on AITER's attention takes 15 % off the memory fraction for its workspace.
  private static final int AITER_SHORT_CONTEXT = 8192;

  private static final double AITER_FRACTION = 0.85;

  Settings read() {
    var tp = SettingsReader.parallel(flags, "--tp-size", 1);
    var pp = SettingsReader.parallel(flags, "--pp-size", 1);
    var attentionRanks = attentionRanks();
    var replicas = attentionRanks > 1 ? 1 : SettingsReader.parallel(flags, "--dp-size", 1);
    var context = flags.integer("--context-length").orElse(model.architecture().context());
    var step = flags.integer("--chunked-prefill-size");
    var chunked = step.isPresent() || flags.text("--chunked-prefill-size").isEmpty();
    var tokens = step.orElse(chunked ? step(deviceGib) : context);
    var graphs = !flags.on("--disable-cuda-graph", false);
    return new Settings(
        Math.max(1, tp / attentionRanks),
        pp,
        attentionRanks * replicas,
        flags.integer("--ep-size").orElse(1) > 1,
        tp,
        flags.text("--quantization"),
        flags.text("--kv-cache-dtype"),
        context,
        requests(context),
        tokens,
        chunked,
        memoryFraction(tokens, tp, pp, context, graphs),
        OptionalLong.empty(),
        graphs,
        extras(tp));
  }

  /// With data-parallel attention SGLang's `--tp-size` is the number of all GPUs, and each
  /// attention rank takes its share of them.
  private int attentionRanks() {
    var ranks = SettingsReader.parallel(flags, "--attn-dp-size", 1);
    return flags.on("--enable-dp-attention", false)
        ? SettingsReader.parallel(flags, "--dp-size", ranks)
        : ranks;
  }

  /// Between 2048 and 4096 when it is not given, by the size of the pool (`resolve_max_num_reqs`).
  private int requests(int context) {
    return flags.integer("--max-running-requests").orElse(context > 0 ? 2048 : 1);
  }

  private Extras extras(int tp) {
    var loras =
        flags.on("--enable-lora", false)
            ? Optional.of(
                new Lora(
                    flags.integer("--max-loras-per-batch").orElse(8),
                    flags.integer("--max-lora-rank").orElse(16)))
            : Optional.<Lora>empty();
    var draft =
        flags
            .text("--speculative-algorithm")
            .map(method ->
                new Draft(
                    method,
                    flags.text("--speculative-draft-model-path").orElse(""),
                    flags.integer("--speculative-num-draft-tokens").orElse(1),
                    Optional.empty()));
    return new Extras(
        SettingsReader.parallel(flags, "--dcp-size", 1),
        1,
        true,
        !flags.on("--disable-radix-cache", false),
        flags.on("--mm-enable-dp-encoder", false),
        aiter(tp) && !latent() && !unified(),
        flags.number("--cpu-offload-gb").filter(gib -> gib > 0).orElse(0.0),
        flags.number("--swa-full-tokens-ratio").orElse(Extras.NONE.localRatio()),
        flags.number("--mamba-full-memory-ratio").orElse(Extras.NONE.stateRatio()),
        loras,
        draft,
        Optional.empty(),
        List.of());
  }

  private double memoryFraction(int step, int tp, int pp, int context, boolean graphs) {
    var written = flags.number("--mem-fraction-static");
    var reserved =
        512 + 1.5 * Math.max(step, 2048) + tp * pp / 8.0 * 1024 + (graphs ? graphMib(tp) : 0);
    var fraction = written.orElseGet(() -> fraction(deviceGib, reserved) * encoderShare());
    var kept =
        written.isPresent() && "1".equals(env.get("SGLANG_AITER_HONOR_EXPLICIT_MEM_FRACTION"));
    return aiter(tp) && context > AITER_SHORT_CONTEXT && !kept
        ? fraction * AITER_FRACTION
        : fraction;
  }

  /// At least 10 GiB are reserved on devices above 60 GiB; rounded to three places.
  static double fraction(double deviceGib, double reservedMib) {
    var mib = deviceGib > 60 ? Math.max(reservedMib, 10240) : reservedMib;
    var fraction = (deviceGib - mib / 1024) / deviceGib;
    return Math.clamp(Math.rint(fraction * 1000) / 1000, 0.1, 0.98);
  }

  /// Two MiB per sequence of the largest captured batch (`reserve_for_graph_mb`).
  private double graphMib(int tp) {
    var most = deviceGib >= 160 ? 512 : deviceGib >= 60 ? (tp < 4 ? 256 : 512) : tp < 4 ? 32 : 160;
    return 2.0 * flags.integer("--cuda-graph-max-bs-decode").orElse(most);
  }

  /// `adjust_mem_fraction_for_vlm`, its layers x width^2 taken as parameters / 12.
  private double encoderShare() {
    if (!model.architecture().multimodal()) {
      return 1;
    }
    var encoder = model.architecture().vision().map(Model.Vision::parameters).orElse(302_000_000L);
    var complexity = encoder / (12.0 * 24 * 1024 * 1024);
    return 0.95 * Math.clamp(1 - 0.1 * (complexity - 1), 0.8, 1.05);
  }

  /// The attention kernels that SGLang takes on ROCm when none are named.
  private boolean aiter(int tp) {
    var named = flags.text("--attention-backend");
    if (named.isPresent()) {
      return named.get().equals("aiter");
    }
    var heads = model.architecture().heads() / tp;
    return !latent() || heads == 128 || heads == 16;
  }

  private boolean latent() {
    return model.architecture().attention().stream().anyMatch(Attention.Latent.class::isInstance);
  }

  /// One kernel for both phases that needs no workspace.
  private boolean unified() {
    return "1".equals(env.get("SGLANG_USE_AITER_UNIFIED_ATTN"))
        || SglangCache.dividesLocal(model.architecture().className());
  }

  private static int step(double deviceGib) {
    return deviceGib >= 160 ? 16384 : deviceGib >= 60 ? 8192 : deviceGib >= 20 ? 4096 : 2048;
  }
}
