package io.aimengine.embedded.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.aimengine.embedded.model.Decoder;
import io.aimengine.embedded.model.TokenBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A llama.cpp context. One thread only: llama.cpp keeps a pool of compute threads per caller.
final class NativeDecoder implements Decoder {

  private final ContextFunctions functions;
  private final MemorySegment context;
  private final Vocabulary vocabulary;
  private final int batchSize;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment outputs;
  private final MemorySegment batch;

  NativeDecoder(
      ContextFunctions functions, MemorySegment context, Vocabulary vocabulary, int batchSize) {
    this.functions = functions;
    this.context = context;
    this.vocabulary = vocabulary;
    this.batchSize = batchSize;
    Arena arena = Arena.global();
    tokens = arena.allocate(JAVA_INT, batchSize);
    positions = arena.allocate(JAVA_INT, batchSize);
    sequences = arena.allocate(JAVA_INT, batchSize);
    outputs = arena.allocate(JAVA_BYTE, batchSize);
    MemorySegment sequenceCounts = arena.allocate(JAVA_INT, batchSize);
    MemorySegment sequenceLists = arena.allocate(ADDRESS, batchSize);
    for (int i = 0; i < batchSize; i++) {
      sequenceCounts.setAtIndex(JAVA_INT, i, 1);
      sequenceLists.setAtIndex(ADDRESS, i, sequences.asSlice(4L * i, 4));
    }
    batch = arena.allocate(Layouts.BATCH);
    Layouts.setAddress(batch, Layouts.BATCH, "token", tokens);
    Layouts.setAddress(batch, Layouts.BATCH, "pos", positions);
    Layouts.setAddress(batch, Layouts.BATCH, "n_seq_id", sequenceCounts);
    Layouts.setAddress(batch, Layouts.BATCH, "seq_id", sequenceLists);
    Layouts.setAddress(batch, Layouts.BATCH, "logits", outputs);
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public boolean endsText(int token) {
    return vocabulary.endsText(token);
  }

  @Override
  public Result decode(TokenBatch from, int first, int count) {
    for (int i = 0; i < count; i++) {
      tokens.setAtIndex(JAVA_INT, i, from.token(first + i));
      positions.setAtIndex(JAVA_INT, i, from.position(first + i));
      sequences.setAtIndex(JAVA_INT, i, from.sequence(first + i));
      boolean wanted = from.output(first + i) == TokenBatch.Output.LOGITS;
      outputs.set(JAVA_BYTE, i, (byte) (wanted ? 1 : 0));
    }
    Layouts.setInt(batch, Layouts.BATCH, "n_tokens", count);
    int result = functions.decode(context, batch);
    return result == 0 ? Result.DONE : result == 1 ? Result.NO_ROOM : Result.FAILED;
  }

  @Override
  @SuppressWarnings("restricted")
  public void logits(int row, float[] into) {
    MemorySegment from = functions.logits(context, row).reinterpret(4L * into.length);
    MemorySegment.copy(from, JAVA_FLOAT, 0, into, 0, into.length);
  }

  @Override
  public boolean forget(int sequence, int from) {
    return functions.forget(context, sequence, from == 0 ? -1 : from);
  }

  /// The vector of sequence 0 after decoding the tokens alone; empty when that failed.
  @SuppressWarnings("restricted")
  float[] embed(int[] input, int size) {
    functions.forgetAll(context);
    var all = new TokenBatch(input.length);
    for (int i = 0; i < input.length; i++) {
      all.add(input[i], i, 0, TokenBatch.Output.LOGITS);
    }
    if (decode(all, 0, input.length) != Result.DONE) {
      return new float[0];
    }
    MemorySegment vector = functions.embedding(context, 0);
    return vector.address() == 0 ? new float[0] : vector.reinterpret(4L * size).toArray(JAVA_FLOAT);
  }
}
