package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Defaults;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Image;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.EngineVersion.Probe;
import io.aimengine.catalog.Flag;
import io.aimengine.catalog.FlagTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Small engine versions with a few flags of each kind, for tests of the rules themselves.
public final class TestEngines {
  private TestEngines() {}

  public static EngineVersion vllm() {
    var flags =
        new FakeFlagTable()
            .add(Flag.Type.TEXT, "--model")
            .add(Flag.Type.TEXT, "--host")
            .add(Flag.Type.INTEGER, "--port")
            .list(Flag.Type.TEXT, "--served-model-name")
            .add(Flag.Type.INTEGER, "--tensor-parallel-size|-tp")
            .add(Flag.Type.HUMAN_INTEGER, "--max-model-len")
            .add(Flag.Type.INTEGER, "--max-num-seqs")
            .add(Flag.Type.HUMAN_INTEGER, "--max-num-batched-tokens")
            .add(Flag.Type.NUMBER, "--gpu-memory-utilization")
            .add(Flag.Type.TEXT, "--dtype", "auto", "bfloat16", "float16")
            .add(Flag.Type.TEXT, "--quantization|-q", "fp8", "quark")
            .add(Flag.Type.TEXT, "--kv-cache-dtype", "auto", "fp8", "fp8_e4m3")
            .add(Flag.Type.JSON, "--speculative-config|-sc")
            .add(Flag.Type.TEXT, "--hf-overrides")
            .add(Flag.Type.TEXT, "--chat-template")
            .add(Flag.Type.TEXT, "--optimization-level")
            .add(Flag.Type.TEXT, "--tool-call-parser")
            .list(Flag.Type.TEXT, "--lora-modules")
            .list(Flag.Type.INTEGER, "--cudagraph-capture-sizes")
            .negatable("--trust-remote-code", "--no-trust-remote-code")
            .negatable("--enable-prefix-caching", "--disable-prefix-caching")
            .add(Flag.Type.SWITCH, "--enable-auto-tool-choice|--disable-auto-tool-choice")
            .add(Flag.Type.SWITCH, "--headless")
            .on("--always")
            .secret("--api-key")
            .secret("--hf-token")
            .deprecated("--old-switch", "Deprecated. Use --new-switch.");
    return version(Engine.VLLM, "0.33.0", flags);
  }

  public static EngineVersion sglang() {
    var flags =
        new FakeFlagTable()
            .add(Flag.Type.TEXT, "--model-path|--model")
            .add(Flag.Type.TEXT, "--host")
            .add(Flag.Type.INTEGER, "--port")
            .add(Flag.Type.INTEGER, "--tp-size|--tensor-parallel-size")
            .add(Flag.Type.HUMAN_INTEGER, "--context-length")
            .add(Flag.Type.INTEGER, "--max-running-requests")
            .add(Flag.Type.INTEGER, "--chunked-prefill-size")
            .add(Flag.Type.NUMBER, "--mem-fraction-static")
            .add(Flag.Type.TEXT, "--kv-cache-dtype", "auto", "fp8_e4m3")
            .add(Flag.Type.SWITCH, "--disable-radix-cache")
            .add(Flag.Type.SWITCH, "--enable-metrics")
            .add(Flag.Type.TEXT, "--quantization", "fp8")
            .add(Flag.Type.TEXT, "--dtype", "auto", "bfloat16");
    return version(Engine.SGLANG, "0.5.23", flags);
  }

  public static EngineVersion llamacpp() {
    var flags =
        new FakeFlagTable()
            .add(Flag.Type.TEXT, "--model|-m")
            .add(Flag.Type.TEXT, "--alias|-a")
            .add(Flag.Type.TEXT, "--host")
            .add(Flag.Type.INTEGER, "--port")
            .add(Flag.Type.INTEGER, "--ctx-size|-c")
            .add(Flag.Type.INTEGER, "--parallel|-np")
            .list(Flag.Type.TEXT, "--lora")
            .add(Flag.Type.SWITCH, "--metrics")
            .add(Flag.Type.SWITCH, "--embedding|--embeddings");
    return version(Engine.LLAMACPP, "b4916", flags);
  }

  private static EngineVersion version(Engine engine, String version, FlagTable flags) {
    return new EngineVersion(
        engine,
        version,
        Platform.ROCM,
        flags,
        List.of(new Image("repo/engine:v" + version, Set.of("gfx942"), List.of(), false)),
        Set.of(),
        Map.of(),
        new Defaults(8000, 0.92, 16),
        Map.of(),
        new Probe("/health", "/metrics", 600),
        List.of(),
        Optional.empty());
  }
}
