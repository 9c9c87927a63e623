package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Text to tokens and back; any thread may use it.
final class Vocabulary {

  /// Longer texts are tokenized on a thread with a large stack: llama.cpp runs some models' rules
  /// with `std::regex`, which recurses once per character.
  private static final int SHORT_TEXT_BYTES = 2048;

  private static final long LARGE_STACK_BYTES = 512L << 20;

  private static final int UNKNOWN = 0;
  private static final int ENDS = 1;
  private static final int GOES_ON = 2;

  private final ModelFunctions functions;
  private final MemorySegment vocab;
  private final AtomicReferenceArray<byte[]> pieces;

  /// Asked for token by token: asking for all at the start costs a tenth of it.
  private final AtomicIntegerArray ends;

  private final int size;

  Vocabulary(ModelFunctions functions, MemorySegment vocab) {
    this.functions = functions;
    this.vocab = vocab;
    size = functions.vocabularySize(vocab);
    pieces = new AtomicReferenceArray<>(size);
    ends = new AtomicIntegerArray(size);
  }

  int size() {
    return size;
  }

  boolean endsText(int token) {
    int known = ends.get(token);
    if (known == UNKNOWN) {
      known = functions.endsGeneration(vocab, token) ? ENDS : GOES_ON;
      ends.set(token, known);
    }
    return known == ENDS;
  }

  MemorySegment address() {
    return vocab;
  }

  int[] tokenize(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return utf8.length <= SHORT_TEXT_BYTES ? tokenize(utf8) : tokenizeWithLargeStack(utf8);
  }

  private int[] tokenizeWithLargeStack(byte[] utf8) {
    var result = new java.util.concurrent.FutureTask<>(() -> tokenize(utf8));
    new Thread(null, result, "tokenize", LARGE_STACK_BYTES).start();
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LlamaException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new LlamaException("cannot tokenize", e);
    }
  }

  private int[] tokenize(byte[] utf8) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(utf8.length + 1L);
      MemorySegment.copy(utf8, 0, text, JAVA_BYTE, 0, utf8.length);
      int room = utf8.length + 2;
      MemorySegment tokens = arena.allocate(JAVA_INT, room);
      int count = functions.tokenize(vocab, text, utf8.length, tokens, room);
      if (count < 0) {
        throw new LlamaException("more tokens than bytes");
      }
      return tokens.asSlice(0, 4L * count).toArray(JAVA_INT);
    }
  }

  byte[] piece(int token) {
    byte[] known = pieces.get(token);
    if (known != null) {
      return known;
    }
    try (var arena = Arena.ofConfined()) {
      byte[] made = piece(token, arena, 64);
      pieces.set(token, made);
      return made;
    }
  }

  private byte[] piece(int token, Arena arena, int room) {
    MemorySegment into = arena.allocate(room);
    int count = functions.piece(vocab, token, into, room);
    return count < 0 ? piece(token, arena, -count) : into.asSlice(0, count).toArray(JAVA_BYTE);
  }
}
