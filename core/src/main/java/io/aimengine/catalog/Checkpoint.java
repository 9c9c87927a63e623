package io.aimengine.catalog;

import java.util.List;
import java.util.Optional;

/// One set of weights that can be downloaded. `weightsBytes` is the sum of tensor bytes as loaded
/// (0: not known, estimate from parameters). `quantization` is the engine's name for the scheme
/// (`none`, `fp8`, `quark`, `compressed-tensors`, `mxfp4`, `awq`, `gptq`, or a GGUF type).
/// `blockSize` is the FP8 or group block that tensor parallel shards must respect, 0 if none.
public record Checkpoint(
    String id,
    Precision precision,
    String quantization,
    Format format,
    long weightsBytes,
    int blockSize,
    Optional<Precision> kvCache,
    List<Artifact> artifacts,
    boolean gated,
    String note,
    List<String> unsure,
    List<String> sources) {

  /// The file format of the weights; vLLM and SGLang read safetensors, llama.cpp reads GGUF.
  public enum Format {
    SAFETENSORS,
    GGUF
  }

  /// Where a checkpoint can be had: `hf://org/name@revision`, `pip://pkg==1.0!path`, `https://…`.
  /// `bytes` and `sha256` are of the final file; 0 and "" when taken from the source's metadata.
  public record Artifact(String uri, long bytes, String sha256) {}

  public Checkpoint {
    artifacts = List.copyOf(artifacts);
    unsure = List.copyOf(unsure);
    sources = List.copyOf(sources);
  }

  /// Whether these weights can be served as a precision: the two 16-bit types convert by `--dtype`.
  public boolean serves(Precision wanted) {
    return precision == wanted || (precision.bits() == 16 && wanted.bits() == 16);
  }
}
