package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.aimengine.embedded.model.TokenConstraint;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A GBNF grammar that llama.cpp follows token by token.
final class GrammarConstraint implements TokenConstraint {

  /// The functions of `llama.h` for grammars; linked when the first one is asked for.
  static final class Functions {
    private final MethodHandle create;
    private final MethodHandle apply;
    private final MethodHandle accept;
    private final MethodHandle free;

    Functions(LlamaLibrary library) {
      create =
          library.function(
              "llama_sampler_init_grammar",
              FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
      apply = library.function("llama_sampler_apply", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
      accept =
          library.function("llama_sampler_accept", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
      free = library.function("llama_sampler_free", FunctionDescriptor.ofVoid(ADDRESS));
    }
  }

  private static final long ENTRY = Layouts.TOKEN_DATA.byteSize();
  private static final long LOGIT = Layouts.offset(Layouts.TOKEN_DATA, "logit");

  private final Functions functions;
  private final MemorySegment grammar;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment array = arena.allocate(Layouts.TOKEN_DATA_ARRAY);
  private final MemorySegment data;
  private final int vocabularySize;
  private boolean closed;

  /// Throws when llama.cpp cannot parse the grammar.
  GrammarConstraint(Functions functions, Vocabulary vocabulary, String gbnf) {
    this.functions = functions;
    vocabularySize = vocabulary.size();
    data = arena.allocate(ENTRY * vocabularySize, 8);
    try (var call = Arena.ofConfined()) {
      grammar =
          (MemorySegment)
              functions.create.invokeExact(
                  vocabulary.address(), call.allocateFrom(gbnf), call.allocateFrom("root"));
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
    if (grammar.address() == 0) {
      arena.close();
      throw new IllegalArgumentException("llama.cpp cannot parse the grammar");
    }
  }

  @Override
  public boolean allows(int token) {
    data.set(JAVA_INT, 0, token);
    data.set(JAVA_FLOAT, LOGIT, 0);
    apply(1);
    return data.get(JAVA_FLOAT, LOGIT) != Float.NEGATIVE_INFINITY;
  }

  @Override
  public void mask(float[] logits) {
    for (int i = 0; i < vocabularySize; i++) {
      data.set(JAVA_INT, i * ENTRY, i);
      data.set(JAVA_FLOAT, i * ENTRY + LOGIT, logits[i]);
    }
    apply(vocabularySize);
    for (int i = 0; i < vocabularySize; i++) {
      logits[i] = data.get(JAVA_FLOAT, i * ENTRY + LOGIT);
    }
  }

  private void apply(long count) {
    Layouts.setAddress(array, Layouts.TOKEN_DATA_ARRAY, "data", data);
    array.set(
        java.lang.foreign.ValueLayout.JAVA_LONG,
        Layouts.offset(Layouts.TOKEN_DATA_ARRAY, "size"),
        count);
    try {
      functions.apply.invokeExact(grammar, array);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  @Override
  public void accept(int token) {
    try {
      functions.accept.invokeExact(grammar, token);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      functions.free.invokeExact(grammar);
    } catch (Throwable e) {
      throw LlamaLibrary.broken(e);
    }
    arena.close();
  }
}
