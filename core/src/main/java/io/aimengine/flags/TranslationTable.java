package io.aimengine.flags;

/// The wrong flags that are in use, what each means, and why: from the reference's recipes, docs
/// and generators, from the other engine's spelling, and from engine versions that are gone.
///
/// Columns: engines (`vllm`, `sglang`, `llamacpp`, or `gpu` for the first two) | the flag as
/// written, with a pattern of values where only those are wrong | what it becomes (nothing: left
/// out; several: separated by `;`) | why. In what it becomes, `$` is the value as written, `$int`
/// the same number without k or K, `$share` SGLang's share of memory for vLLM's.
final class TranslationTable {
  private TranslationTable() {}

  static final String ROWS =
      """
      # batch and context size
      vllm | --max-batch-size | --max-num-seqs $ | no engine has it; vLLM counts the sequences of one step
      vllm | --max-context-len | --max-model-len $ | no engine has it
      sglang | --max-batch-size | --max-running-requests $int | no engine has it; SGLang counts running requests
      sglang | --max-context-len | --context-length $int | no engine has it
      vllm | --context-length | --max-model-len $ | the flag is SGLang's
      vllm | --max-running-requests | --max-num-seqs $ | the flag is SGLang's
      vllm | --chunked-prefill-size -1 | --enable-chunked-prefill false | the flag is SGLang's; -1 means no chunks
      vllm | --chunked-prefill-size | --max-num-batched-tokens $ | the flag is SGLang's; the nearest in vLLM bounds a whole step
      vllm | --max-prefill-tokens | --max-num-batched-tokens $ | the flag is SGLang's; the nearest in vLLM bounds a whole step
      sglang | --max-model-len -1,auto | | the flag is vLLM's; without one SGLang takes the model's own length
      sglang | --max-model-len | --context-length $int | the flag is vLLM's
      sglang | --max-num-seqs | --max-running-requests $int | the flag is vLLM's
      sglang | --max-num-batched-tokens | --chunked-prefill-size $int | the flag is vLLM's; the nearest in SGLang is the chunk of one prefill step
      # memory
      sglang | --gpu-memory-utilization,--device-memory-utilization | --mem-fraction-static $share | the flag is vLLM's and counts activations and graphs, SGLang's does not: 10 GiB per device are taken off for those (an estimate)
      vllm | --mem-fraction-static | | the flag is SGLang's and leaves activations out; vLLM's --gpu-memory-utilization counts them, its default is used
      vllm | --max-total-tokens | | the flag is SGLang's; vLLM sizes its KV cache from the memory fraction
      gpu | --swap-space | | engines no longer swap to CPU memory, preempted requests are computed again; --kv-offloading-size (vLLM) or --hicache-size (SGLang) extend the KV cache, --cpu-offload-gb the weights
      # data types: --dtype is the type of activations and never quantises
      gpu | --dtype bf16 | --dtype bfloat16 | the engines spell it out
      gpu | --dtype fp16 | --dtype float16 | the engines spell it out
      gpu | --dtype fp32 | --dtype float32 | the engines spell it out
      gpu | --dtype float8,float8_e4m3,float8_e4m3fn,float8_e4m3fnuz,float8_e5m2,fp8 | $fp8 | --dtype is the type of activations; FP8 comes with the checkpoint, or from --quantization fp8 for one that is not quantised
      gpu | --dtype int8,int4,fp4,mxfp4,awq,gptq | | --dtype is the type of activations; such weights come with the checkpoint: ask by spec.precision
      vllm | --kv-cache-dtype float8_e4m3,float8_e4m3fn | --kv-cache-dtype fp8_e4m3 | vLLM's name of the type
      vllm | --kv-cache-dtype float8_e5m2 | --kv-cache-dtype fp8_e5m2 | vLLM's name of the type
      vllm | --kv-cache-dtype bf16 | --kv-cache-dtype bfloat16 | vLLM's name of the type
      sglang | --kv-cache-dtype fp8,float8,float8_e4m3,float8_e4m3fn | --kv-cache-dtype fp8_e4m3 | SGLang's name of the type
      sglang | --kv-cache-dtype float8_e5m2 | --kv-cache-dtype fp8_e5m2 | SGLang's name of the type
      # parallelism
      vllm | --tp,--tp-size | --tensor-parallel-size $ | vLLM's name of the flag
      vllm | --pp,--pp-size | --pipeline-parallel-size $ | vLLM's name of the flag
      vllm | --dp,--dp-size | --data-parallel-size $ | vLLM's name of the flag
      sglang | --tp | --tp-size $ | abbreviations stop working when a version adds a like name
      sglang | --pp | --pp-size $ | abbreviations stop working when a version adds a like name
      sglang | --dp | --dp-size $ | abbreviations stop working when a version adds a like name
      vllm | --worker-use-ray | --distributed-executor-backend ray | removed from vLLM
      vllm | --device | | removed from vLLM: a build serves one kind of device
      # caches and graphs
      sglang | --enable-prefix-caching false | --disable-radix-cache | the flag is vLLM's; SGLang switches its prefix cache off by this one
      sglang | --enable-prefix-caching | | the flag is vLLM's; SGLang always caches prefixes
      sglang | --no-enable-prefix-caching,--disable-prefix-caching | --disable-radix-cache | the flag is vLLM's
      vllm | --disable-radix-cache | --enable-prefix-caching false | the flag is SGLang's
      sglang | --enable-chunked-prefill false | --chunked-prefill-size -1 | the flag is vLLM's; -1 means no chunks
      sglang | --enable-chunked-prefill | | the flag is vLLM's; SGLang always prefills in chunks
      sglang | --no-enable-chunked-prefill,--disable-chunked-prefill | --chunked-prefill-size -1 | the flag is vLLM's; -1 means no chunks
      sglang | --enforce-eager false | | the flag is vLLM's; graphs are on without it
      sglang | --enforce-eager | --cuda-graph-backend-decode disabled; --cuda-graph-backend-prefill disabled | the flag is vLLM's
      vllm | --disable-cuda-graph | --enforce-eager | the flag is SGLang's
      sglang | --cuda-graph-max-bs | --cuda-graph-max-bs-decode $ | SGLang split it in two and calls the old name ambiguous
      vllm | --max-seq-len-to-capture | | removed from vLLM: graphs are captured by batch size
      sglang | --max-seq-len-to-capture | | vLLM's, and gone there too
      sglang | --block-size | --page-size $ | the flag is vLLM's
      vllm | --page-size | --block-size $ | the flag is SGLang's
      # removed from vLLM
      vllm | --use-v2-block-manager | | removed from vLLM: there is one block manager
      vllm | --multi-step-stream-outputs | | removed from vLLM with multi-step scheduling
      vllm | --num-scheduler-steps | | removed from vLLM with multi-step scheduling
      vllm | --num-lookahead-slots | | removed from vLLM: speculation sizes it
      vllm | --preemption-mode | | removed from vLLM: preempted requests are computed again
      vllm | --disable-async-output-proc | | removed from vLLM
      vllm | --enable-prompt-adapter | | removed from vLLM
      vllm | --max-prompt-adapters | | removed from vLLM
      vllm | --max-prompt-adapter-token | | removed from vLLM
      vllm | --enable-lora-bias | | removed from vLLM
      vllm | --calculate-kv-scales | | removed from vLLM: FP8 KV takes the checkpoint's scales
      vllm | --enable-reasoning | | removed from vLLM: --reasoning-parser NAME is enough
      vllm | --max-paddings | | removed from vLLM
      vllm | --guided-decoding-backend | --structured-outputs-config.backend $ | renamed in vLLM
      vllm | --eplb-log-balancedness | --eplb-config.log_balancedness true | a field of --eplb-config now
      vllm | --disable-mm-preprocessor-cache | --mm-processor-cache-gb 0 | replaced in vLLM
      vllm | --enable-multimodal-encoder-data-parallel | --mm-encoder-tp-mode data | replaced in vLLM
      vllm | --speculative-model | --speculative-config.model $ | a field of --speculative-config now
      vllm | --num-speculative-tokens | --speculative-config.num_speculative_tokens $ | a field of --speculative-config now
      vllm | --rope-scaling | --hf-overrides.rope_scaling $ | a field of --hf-overrides now
      vllm | --rope-theta | --hf-overrides.rope_theta $ | a field of --hf-overrides now
      vllm | --task generate,auto | | removed from vLLM: it is found by the model
      vllm | --task embed,embedding,classify,score,reward,rerank | --runner pooling | replaced in vLLM
      gpu | --enable-mcp | | no engine speaks MCP
      gpu | --mcp-port | | no engine speaks MCP
      # the other engine's names of the same thing
      vllm | --enable-metrics | | vLLM always serves /metrics
      vllm | --log-requests | --enable-log-requests | the flag is SGLang's
      vllm | --random-seed | --seed $ | the flag is SGLang's
      vllm | --json-model-override-args | --hf-overrides $ | the flag is SGLang's
      vllm | --tokenizer-path | --tokenizer $ | the flag is SGLang's
      vllm | --lora-paths | --lora-modules $ | the flag is SGLang's
      vllm | --max-loras-per-batch | --max-loras $ | the flag is SGLang's
      vllm | --schedule-policy | --scheduling-policy $ | the flag is SGLang's
      sglang | --seed | --random-seed $ | the flag is vLLM's
      sglang | --hf-overrides | --json-model-override-args $ | the flag is vLLM's
      sglang | --tokenizer | --tokenizer-path $ | the flag is vLLM's
      sglang | --lora-modules | --lora-paths $ | the flag is vLLM's
      sglang | --max-loras | --max-loras-per-batch $ | the flag is vLLM's
      sglang | --limit-mm-per-prompt | --limit-mm-data-per-request $ | the flag is vLLM's
      sglang | --enable-auto-tool-choice | | the flag is vLLM's; --tool-call-parser alone is enough
      sglang | --enable-reasoning | | gone from vLLM; --reasoning-parser alone is enough
      sglang | --enable-log-requests | --log-requests | the flag is vLLM's
      sglang | --disable-log-requests,--no-enable-log-requests | | the flag is vLLM's; SGLang logs no requests unless told to
      sglang | --disable-log-stats | | the flag is vLLM's
      sglang | --use-v2-block-manager | | vLLM's, and gone there too
      sglang | --num-scheduler-steps | | vLLM's, and gone there too
      # parsers have other names in each engine
      vllm | --tool-call-parser llama3 | --tool-call-parser llama3_json | vLLM's name of the parser
      vllm | --tool-call-parser deepseekv3 | --tool-call-parser deepseek_v3 | vLLM's name of the parser
      vllm | --tool-call-parser deepseekv31 | --tool-call-parser deepseek_v31 | vLLM's name of the parser
      vllm | --tool-call-parser gpt-oss | --tool-call-parser openai | vLLM's name of the parser
      vllm | --tool-call-parser qwen,qwen25 | --tool-call-parser hermes | vLLM's name of the parser
      vllm | --reasoning-parser deepseek-r1 | --reasoning-parser deepseek_r1 | vLLM's name of the parser
      vllm | --reasoning-parser deepseek-v3 | --reasoning-parser deepseek_v3 | vLLM's name of the parser
      vllm | --reasoning-parser gpt-oss | --reasoning-parser openai_gptoss | vLLM's name of the parser
      sglang | --tool-call-parser llama3_json | --tool-call-parser llama3 | SGLang's name of the parser
      sglang | --tool-call-parser deepseek_v3 | --tool-call-parser deepseekv3 | SGLang's name of the parser
      sglang | --tool-call-parser deepseek_v31 | --tool-call-parser deepseekv31 | SGLang's name of the parser
      sglang | --tool-call-parser openai | --tool-call-parser gpt-oss | SGLang's name of the parser
      sglang | --reasoning-parser deepseek_r1 | --reasoning-parser deepseek-r1 | SGLang's name of the parser
      sglang | --reasoning-parser deepseek_v3 | --reasoning-parser deepseek-v3 | SGLang's name of the parser
      sglang | --reasoning-parser openai_gptoss | --reasoning-parser gpt-oss | SGLang's name of the parser
      # a GPU manifest on a CPU
      llamacpp | --max-model-len,--max-context-len,--context-length | --ctx-size $int | llama.cpp's name; its slots share it
      llamacpp | --max-num-seqs,--max-running-requests,--max-batch-size | --parallel $int | llama.cpp's name: one slot per request
      llamacpp | --gpu-memory-utilization,--mem-fraction-static | | llama.cpp takes the memory that it needs
      llamacpp | --tensor-parallel-size,--tp-size,--pipeline-parallel-size,--data-parallel-size | | there is one CPU
      llamacpp | --dtype,--quantization,--kv-cache-dtype | | a GGUF file carries its types
      llamacpp | --trust-remote-code | | a GGUF file carries no code
      llamacpp | --max-num-batched-tokens,--chunked-prefill-size | --batch-size $int | llama.cpp's name of the prefill batch
      llamacpp | --enable-prefix-caching,--enable-chunked-prefill | | llama.cpp always does
      llamacpp | --enable-metrics | --metrics | llama.cpp's name of the flag
      llamacpp | --enforce-eager,--swap-space,--enable-auto-tool-choice,--tool-call-parser,--reasoning-parser | | llama.cpp has nothing like it
      """;
}
