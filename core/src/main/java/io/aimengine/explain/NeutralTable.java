package io.aimengine.explain;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What engines call the same thing. Names from the parsers of vLLM 0.33.0 and SGLang 0.5.23; what
/// is different about them from their sources.
final class NeutralTable {
  /// One row; the engines' cells hold flags separated by blanks.
  record Row(
      String neutral,
      List<String> vllm,
      List<String> sglang,
      List<String> llamacpp,
      String field,
      String note) {
    List<String> flags(Engine engine) {
      return switch (engine) {
        case VLLM -> vllm;
        case SGLANG -> sglang;
        case LLAMACPP -> llamacpp;
      };
    }
  }

  /// Neutral name | vLLM | SGLang | llama.cpp | manifest field | what differs.
  private static final String ROWS =
      """
      model | --model | --model-path | --model | spec.model | vLLM takes it as its first word
      servedName | --served-model-name | --served-model-name | --alias | spec.model | clients ask for this name
      revision | --revision | --revision | | spec.model.revision |
      host | --host | --host | --host | | a container listens on all of its own addresses
      port | --port | --port | --port | spec.service.targetPort |
      tensorParallel | --tensor-parallel-size | --tp-size | | spec.gpuCount | GPUs that share each layer; SGLang's counts all GPUs when attention is data parallel
      pipelineParallel | --pipeline-parallel-size | --pp-size | | | stages of layers
      dataParallel | --data-parallel-size | --dp-size | | | vLLM: GPUs = data x tensor x pipeline; SGLang: with --enable-dp-attention it divides --tp-size
      expertParallel | --enable-expert-parallel | --ep-size | | | vLLM's is a switch over all GPUs, SGLang's a count that divides --tp-size
      dtype | --dtype | --dtype | | spec.precision | the type of activations; FP8 weights come with the checkpoint or --quantization
      quantization | --quantization | --quantization | | spec.precision | left out for checkpoints that are quantised already: the engine reads it from them
      kvCacheDtype | --kv-cache-dtype | --kv-cache-dtype | --cache-type-k | | vLLM says fp8, SGLang fp8_e4m3, llama.cpp q8_0
      maxModelLen | --max-model-len | --context-length | --ctx-size | spec.contextLength | prompt and answer of one request; llama.cpp's is shared by all slots
      maxNumSeqs | --max-num-seqs | --max-running-requests | --parallel | | requests that run at once
      maxNumBatchedTokens | --max-num-batched-tokens | --chunked-prefill-size | --ubatch-size | | vLLM bounds prefill and decode of a step, SGLang one prefill chunk
      gpuMemoryFraction | --gpu-memory-utilization | --mem-fraction-static | | | vLLM's covers weights, activations, graphs and KV; SGLang's weights and KV only
      kvCacheBytes | --kv-cache-memory-bytes | --max-total-tokens | | | bytes in vLLM, tokens in SGLang
      chunkedPrefill | --enable-chunked-prefill | | | | on in every engine
      prefixCaching | --enable-prefix-caching | --disable-radix-cache | | | on; SGLang's flag is inverted
      graphs | --enforce-eager | --disable-cuda-graph | | | both flags switch graphs off
      trustRemoteCode | --trust-remote-code | --trust-remote-code | | | a switch: it takes no value
      toolCallParser | --tool-call-parser --enable-auto-tool-choice | --tool-call-parser | | | vLLM wants two flags, and names differ
      reasoningParser | --reasoning-parser | --reasoning-parser | | | names differ
      metrics | --disable-log-stats | --enable-metrics | --metrics | spec.monitoring | vLLM always serves them
      task | --runner | --is-embedding | --embeddings --embedding --reranking | |
      """;

  private static final List<Row> ALL = read();

  private NeutralTable() {}

  static List<Row> all() {
    return ALL;
  }

  static Optional<Row> of(Engine engine, String flag) {
    return ALL.stream().filter(row -> row.flags(engine).contains(flag)).findFirst();
  }

  private static List<Row> read() {
    var rows = new ArrayList<Row>();
    for (var line : ROWS.lines().toList()) {
      var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      rows.add(
          new Row(
              cells.get(0),
              flags(cells.get(1)),
              flags(cells.get(2)),
              flags(cells.get(3)),
              cells.get(4),
              cells.size() > 5 ? cells.get(5) : ""));
    }
    return List.copyOf(rows);
  }

  private static List<String> flags(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(" "));
  }
}
