package io.aimengine.embedded.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A network whose tokens are bytes and that continues every prompt with the same text.
public final class FakeDecoder implements Decoder {

  public static final int END_OF_TEXT = 256;
  public static final int END_OF_PROMPT = 257;
  private static final int VOCABULARY = 258;

  private final int[] reply;
  private final int batchSize;
  private final Map<Integer, List<Integer>> memory = new HashMap<>();
  private final Map<Integer, int[]> rows = new HashMap<>();

  /// Steps that may run; a test takes permits away to hold the engine.
  public final Semaphore steps = new Semaphore(Integer.MAX_VALUE / 2);

  /// Parts larger than this find no room.
  public volatile int largestPart = Integer.MAX_VALUE;

  public volatile boolean broken;
  public final AtomicInteger decodedTokens = new AtomicInteger();
  public final AtomicInteger largestBatch = new AtomicInteger();

  public FakeDecoder(String reply, int batchSize) {
    byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
    this.reply = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      this.reply[i] = bytes[i] & 0xff;
    }
    this.batchSize = batchSize;
  }

  public static int[] tokens(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length + 1];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    tokens[bytes.length] = END_OF_PROMPT;
    return tokens;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public boolean endsText(int token) {
    return token == END_OF_TEXT;
  }

  @Override
  public Result decode(TokenBatch batch, int from, int count) {
    steps.acquireUninterruptibly();
    if (broken) {
      return Result.FAILED;
    }
    if (count > largestPart) {
      steps.release();
      return Result.NO_ROOM;
    }
    rows.clear();
    for (int i = 0; i < count; i++) {
      List<Integer> seen = memory.computeIfAbsent(batch.sequence(from + i), s -> new ArrayList<>());
      if (seen.size() != batch.position(from + i)) {
        throw new AssertionError("position " + batch.position(from + i) + " of " + seen.size());
      }
      seen.add(batch.token(from + i));
      if (batch.output(from + i) == TokenBatch.Output.LOGITS) {
        rows.put(i, new int[] {next(seen)});
      }
    }
    decodedTokens.addAndGet(count);
    largestBatch.accumulateAndGet(count, Math::max);
    return Result.DONE;
  }

  private int next(List<Integer> seen) {
    int made = seen.size() - 1 - seen.lastIndexOf(END_OF_PROMPT);
    return made < reply.length ? reply[made] : END_OF_TEXT;
  }

  @Override
  public void logits(int row, float[] into) {
    int[] next = rows.get(row);
    if (next == null) {
      throw new AssertionError("no logits for row " + row);
    }
    Arrays.fill(into, 0);
    into[next[0]] = 50;
  }

  @Override
  public boolean forget(int sequence, int from) {
    List<Integer> seen = memory.computeIfAbsent(sequence, s -> new ArrayList<>());
    seen.subList(Math.min(from, seen.size()), seen.size()).clear();
    return true;
  }
}
