package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/// The functions of `llama.h` that run a model: context, decoding, KV cache, results.
final class ContextFunctions {

  private final MethodHandle defaultParams;
  private final MethodHandle create;
  private final MethodHandle decode;
  private final MethodHandle logits;
  private final MethodHandle embedding;
  private final MethodHandle forget;
  private final MethodHandle forgetAll;
  private final MethodHandle contextSize;

  ContextFunctions(LlamaLibrary library) {
    FunctionDescriptor pointerOfPointerInt = FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT);
    defaultParams =
        library.function(
            "llama_context_default_params", FunctionDescriptor.of(Layouts.CONTEXT_PARAMS));
    create =
        library.function(
            "llama_init_from_model",
            FunctionDescriptor.of(ADDRESS, ADDRESS, Layouts.CONTEXT_PARAMS));
    decode =
        library.function("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, Layouts.BATCH));
    logits = library.function("llama_get_logits_ith", pointerOfPointerInt);
    embedding = library.function("llama_get_embeddings_seq", pointerOfPointerInt);
    forget =
        library.function(
            "llama_kv_self_seq_rm",
            FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    forgetAll = library.function("llama_kv_self_clear", FunctionDescriptor.ofVoid(ADDRESS));
    contextSize = library.function("llama_n_ctx", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  MemorySegment defaultParams(SegmentAllocator allocator) {
    try {
      return (MemorySegment) defaultParams.invokeExact(allocator);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// Null address when there is not enough memory.
  MemorySegment create(MemorySegment model, MemorySegment params) {
    try {
      return (MemorySegment) create.invokeExact(model, params);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// 0: done; 1: no room of that many cells in the KV cache; negative: failed.
  int decode(MemorySegment context, MemorySegment batch) {
    try {
      return (int) decode.invokeExact(context, batch);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  MemorySegment logits(MemorySegment context, int row) {
    return pointerAt(logits, context, row);
  }

  MemorySegment embedding(MemorySegment context, int sequence) {
    return pointerAt(embedding, context, sequence);
  }

  /// Drops the cells of a sequence from a position on; false when the model cannot do it in part.
  boolean forget(MemorySegment context, int sequence, int from) {
    try {
      return (boolean) forget.invokeExact(context, sequence, from, -1);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  void forgetAll(MemorySegment context) {
    try {
      forgetAll.invokeExact(context);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  int contextSize(MemorySegment context) {
    try {
      return (int) contextSize.invokeExact(context);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  private static MemorySegment pointerAt(MethodHandle function, MemorySegment context, int index) {
    try {
      return (MemorySegment) function.invokeExact(context, index);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }
}
