package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each line is one that somebody really saw; the last column says where.
class CausesTest {
  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      maxCharsPerColumn = 8192,
      textBlock =
          """
          GpuOutOfMemory | (EngineCore pid=2651) ERROR 05-08 11:47:02 [core.py:1136] torch.OutOfMemoryError: HIP out of memory. Tried to allocate 12.95 GiB. GPU 0 has a total capacity of 127.00 GiB of which 18.55 GiB is free. | lemonade-sdk/vllm-rocm#5
          GpuOutOfMemory | torch.cuda.OutOfMemoryError: HIP out of memory. Tried to allocate 112.00 MiB. GPU 0 has a total capacty of 15.98 GiB of which 0 bytes is free. | bentoml/OpenLLM#968
          KvCache | ValueError: The model's max seq len (4096) is larger than the maximum number of tokens that can be stored in KV cache (3664). Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine. | vllm-project/vllm#2418
          KvCache | (VllmWorkerProcess pid=6499) ERROR 07-24 14:07:40 multiproc_worker_utils.py:226] ValueError: The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (79392). | vllm-project/vllm#6746
          KvCache | RuntimeError: Not enough memory. Please try to increase --mem-fraction-static. Current value: self.server_args.mem_fraction_static=0.2 | gpustack/gpustack#3831
          GatedModel | huggingface_hub.utils._errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-661471eb-38c6ceb05c22031f04f730f7) | kyegomez/NeoSapiens#3
          GatedModel | OSError: You are trying to access a gated repo. | skypilot-org/skypilot#2634
          GatedModel | Access to model google/gemma-2-2b-it is restricted. You must have access to it and be authenticated to access it. Please log in. | city96/ComfyUI_ExtraModels#99
          GatedModel | requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://huggingface.co/meta-llama/Llama-2-7b-chat-hf/resolve/main/tokenizer_config.json | hyperonym/basaran#289
          ModelNotFound | (APIServer pid=2960) huggingface_hub.errors.RepositoryNotFoundError: 401 Client Error. (Request ID: Root=1-69aa2f15-66396d560525c0fb463d8d99) | vast-ai/base-image#128
          ModelNotFound | Repository Not Found for url: https://huggingface.co/vicuna-13b-v1.3/resolve/main/tokenizer.model. | Jiaxuan-Li/EVCap#10
          NoSpace | OSError: [Errno 28] No space left on device | huggingface/diffusers#4957
          HubUnreachable | aim-engine: cannot reach huggingface.co: the name does not resolve [store.unreachable] | our own fetch-model
          GatedModel | aim-engine: meta-llama/Llama-3.1-8B-Instruct is gated [store.gated] | our own fetch-model
          ModelNotFound | aim-engine: no model nobody/none on the hub [store.not-found] | our own fetch-model
          NoSpace | aim-engine: the disk is full [store.disk-full] | our own fetch-model
          SharedMemory | [2025-10-13 09:06:25] vllm-deepseek-ep-decode-0:3663:4044 [0] misc/shmutils.cc:129 NCCL WARN Error while creating shared memory segment /dev/shm/nccl-Ewjreo (size 33030528), error: No space left on device (28) | llm-d/llm-d#352
          NoDevice | RuntimeError: No HIP GPUs are available | kyuz0/amd-strix-halo-vllm-toolboxes#6
          NoDevice | Unable to open /dev/kfd read-write: No such file or directory | ROCm/legacy-rocm-build#1798
          NoDevice | Unable to open /dev/kfd read-write: Permission denied | viebrix/pytorch-gfx803-for-Whisper#1
          PortInUse | OSError: [Errno 98] Address already in use | vllm-project/vllm#7514
          PortInUse | RuntimeError: The server socket has failed to listen on any local network address. useIpv6: 0, code: -98, name: EADDRINUSE, message: address already in use | vllm-project/vllm#11617
          UnknownFlag | api_server.py: error: unrecognized arguments: --api-key | vllm-project/vllm#3651
          UnknownFlag | vllm: error: unrecognized arguments: --lora-path | vllm-project/vllm#13669
          UnknownFlag | launch_server.py: error: unrecognized arguments: --enable-reasoning | sgl-project/sglang#4116
          UnknownFlag | Unrecognized VM option 'NoSuchFlag' | our own engine with JAVA_TOOL_OPTIONS
          """)
  void tellsTheCauseFromARealLine(String reason, String line, String source) {
    var log = "INFO before\n" + line + "\nTraceback (most recent call last):\n  File \"x.py\"\n";
    assertThat(Causes.ofLog(log))
        .as(source)
        .hasValueSatisfying(trouble -> {
          assertThat(trouble.reason().id()).isEqualTo(reason);
          assertThat(trouble.sentence()).contains(trouble.reason().advice());
        });
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      maxCharsPerColumn = 8192,
      textBlock =
          """
          NoSpace | Failed to pull image "nvcr.io/nvidia/tritonserver:23.05-py3": rpc error: code = Unknown desc = failed to register layer: write /opt/tritonserver/backends/tensorflow/libtensorflow_cc.so.2: no space left on device | kserve/kserve#3408
          ImageUnauthorized | Error reading manifest 1.0.0-SNAPSHOT-2020-03-12-18-56-25 in quay.io/open-cluster-management/multiclusterhub-operator-index: unauthorized: access to the requested resource is not authorized | stolostron/deploy#6
          ImageNotFound | Repository ... does not exist or no pull access | sungsoo/sungsoo.github.io#30
          ImagePull | Back-off pulling image "rocm/vllm:latest" | kubelet, pkg/kubelet/images
          """)
  void tellsWhyAnImageIsNotPulled(String reason, String message, String source) {
    assertThat(Causes.ofPull("some/image:1", message).reason().id()).as(source).isEqualTo(reason);
  }

  @Test
  void tellsWhatOurOwnProgramCouldNotDoAndNotItsHint() {
    var log =
        """
        aim-engine: cannot write to /workspace/model-cache/blobs [store.read-only]
          make it writable for this user, or set AIM_CACHE_DIR to another folder
        """;
    assertThat(Causes.ofExit(7, log).sentence())
        .contains("exit code 7: aim-engine: cannot write to /workspace/model-cache/blobs");
  }

  @Test
  void tellsOfSeveralSourcesTheOneThatPeopleCanMend() {
    var log =
        """
        aim-engine: none of the 2 sources of acme/Tiny-1B worked:
          pip://tiny==1!tiny.gguf: no python3 with pip is here [store.tool-missing]
          hf://acme/Tiny-1B/tiny.gguf: acme/Tiny-1B is gated: the hub wants to know who asks [store.gated] [store.all-sources-failed]
          accept the licence
        """;
    assertThat(Causes.ofLog(log))
        .hasValueSatisfying(trouble -> {
          assertThat(trouble.reason()).isEqualTo(Reason.GATED_MODEL);
          assertThat(trouble.seen())
              .startsWith("hf://acme/Tiny-1B/tiny.gguf: acme/Tiny-1B is gated");
        });
  }

  @Test
  void takesTheCauseAndNotWhatFollowedFromIt() {
    var log =
        """
        NCCL WARN Error while creating shared memory segment /dev/shm/nccl-x (size 1), error: No space left on device (28)
        torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB.
        """;
    assertThat(Causes.ofLog(log).orElseThrow().reason()).isEqualTo(Reason.SHARED_MEMORY);
  }

  @Test
  void showsNoTokenAndNoControlCharacter() {
    var seen =
        Causes.ofLog(
                "\u001B[31mGatedRepoError for token hf_abcdefghijklmnop\u0007 Bearer xyz.abc\u001B[0m")
            .orElseThrow()
            .seen();
    assertThat(seen)
        .contains("GatedRepoError", "***")
        .doesNotContain("abcdefgh", "xyz", "\u0007", "\u001B");
  }

  @Test
  void showsAtMostOneLine() {
    var seen = Causes.ofLog("HIP out of memory " + "x".repeat(2_000)).orElseThrow().seen();
    assertThat(seen.length()).isLessThanOrEqualTo(300);
  }

  @Test
  void saysNothingOfALogWithoutAKnownCause() {
    assertThat(Causes.ofLog("INFO started server\nINFO done")).isEmpty();
    assertThat(Causes.ofExit(1, "INFO one\nValueError: two\n\n").seen())
        .isEqualTo("exit code 1: ValueError: two");
  }
}
