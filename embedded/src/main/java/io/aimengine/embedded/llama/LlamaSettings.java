package io.aimengine.embedded.llama;

import io.aimengine.embedded.model.ModelFacts;
import java.nio.file.Path;

/// How to load a model. `contextTokens` is the room of all slots together, 0 for what the model was
/// trained with; `batchTokens` are computed in one step.
public record LlamaSettings(
    Path file,
    int contextTokens,
    int parallel,
    int threads,
    int batchThreads,
    int batchTokens,
    Pooling pooling,
    Attention attention,
    Mapping mapping,
    ModelFacts.Task task,
    int maxWaiting,
    long seed) {

  /// How token vectors become one embedding; the numbers are llama.cpp's.
  public enum Pooling {
    OF_THE_MODEL(-1),
    NONE(0),
    MEAN(1),
    CLS(2),
    LAST(3);

    final int code;

    Pooling(int code) {
      this.code = code;
    }
  }

  /// Which attention kernel runs.
  public enum Attention {
    PLAIN,
    FLASH
  }

  /// Whether the weights are mapped from the file or read into memory.
  public enum Mapping {
    MMAP,
    READ
  }
}
