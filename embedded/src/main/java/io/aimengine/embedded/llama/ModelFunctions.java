package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/// The functions of `llama.h` that read a model: loading, vocabulary, chat template.
final class ModelFunctions {

  private static final long META_BYTES = 4096;

  private final MethodHandle backendInit;
  private final MethodHandle logSet;
  private final MethodHandle defaultParams;
  private final MethodHandle load;
  private final MethodHandle vocabulary;
  private final MethodHandle trainedContext;
  private final MethodHandle embeddingSize;
  private final MethodHandle vocabularySize;
  private final MethodHandle endsGeneration;
  private final MethodHandle tokenize;
  private final MethodHandle piece;
  private final MethodHandle chatTemplate;
  private final MethodHandle applyTemplate;
  private final MethodHandle meta;

  ModelFunctions(LlamaLibrary library) {
    FunctionDescriptor intOfPointer = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    backendInit = library.function("llama_backend_init", FunctionDescriptor.ofVoid());
    logSet = library.function("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    defaultParams =
        library.function("llama_model_default_params", FunctionDescriptor.of(Layouts.MODEL_PARAMS));
    load =
        library.function(
            "llama_model_load_from_file",
            FunctionDescriptor.of(ADDRESS, ADDRESS, Layouts.MODEL_PARAMS));
    vocabulary = library.function("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
    trainedContext = library.function("llama_model_n_ctx_train", intOfPointer);
    embeddingSize = library.function("llama_model_n_embd", intOfPointer);
    vocabularySize = library.function("llama_vocab_n_tokens", intOfPointer);
    endsGeneration =
        library.function(
            "llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
    tokenize =
        library.function(
            "llama_tokenize",
            FunctionDescriptor.of(
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                JAVA_BOOLEAN,
                JAVA_BOOLEAN));
    piece =
        library.function(
            "llama_token_to_piece",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
    chatTemplate =
        library.function(
            "llama_model_chat_template", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    applyTemplate =
        library.function(
            "llama_chat_apply_template",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_BOOLEAN, ADDRESS, JAVA_INT));
    meta =
        library.function(
            "llama_model_meta_val_str",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
  }

  void backendInit() {
    try {
      backendInit.invokeExact();
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  void logSet(MemorySegment callback) {
    try {
      logSet.invokeExact(callback, MemorySegment.NULL);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  MemorySegment defaultParams(SegmentAllocator allocator) {
    try {
      return (MemorySegment) defaultParams.invokeExact(allocator);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// Null address when the file is no model.
  MemorySegment load(MemorySegment path, MemorySegment params) {
    try {
      return (MemorySegment) load.invokeExact(path, params);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  MemorySegment vocabulary(MemorySegment model) {
    try {
      return (MemorySegment) vocabulary.invokeExact(model);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  int trainedContext(MemorySegment model) {
    return intOf(trainedContext, model);
  }

  int embeddingSize(MemorySegment model) {
    return intOf(embeddingSize, model);
  }

  int vocabularySize(MemorySegment vocab) {
    return intOf(vocabularySize, vocab);
  }

  boolean endsGeneration(MemorySegment vocab, int token) {
    try {
      return (boolean) endsGeneration.invokeExact(vocab, token);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// The number of tokens, or its negative when `room` is too small.
  int tokenize(
      MemorySegment vocab, MemorySegment utf8, int length, MemorySegment tokens, int room) {
    try {
      return (int) tokenize.invokeExact(vocab, utf8, length, tokens, room, true, true);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// The number of bytes, or its negative when `room` is too small.
  int piece(MemorySegment vocab, int token, MemorySegment into, int room) {
    try {
      return (int) piece.invokeExact(vocab, token, into, room, 0, false);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  MemorySegment chatTemplate(MemorySegment model) {
    try {
      return (MemorySegment) chatTemplate.invokeExact(model, MemorySegment.NULL);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// The number of bytes of the prompt, which may be more than `room`; negative for a template that
  /// llama.cpp does not know.
  int applyTemplate(
      MemorySegment template, MemorySegment messages, long count, MemorySegment into, int room) {
    try {
      return (int) applyTemplate.invokeExact(template, messages, count, true, into, room);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  /// A value of the file's metadata as text; empty when the file does not have it.
  String meta(MemorySegment model, String key) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(META_BYTES);
      int length = (int) meta.invokeExact(model, arena.allocateFrom(key), into, META_BYTES);
      return length < 0 ? "" : into.getString(0);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  private static int intOf(MethodHandle function, MemorySegment pointer) {
    try {
      return (int) function.invokeExact(pointer);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }
}
