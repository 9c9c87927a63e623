package io.aimengine.embedded.model;

import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A request in the engine: one thread takes its tokens, the decoding thread makes them.
public final class Generation implements AutoCloseable {

  private static final int END = -1;

  private final GenerationRequest request;
  private final long arrivedNanos;
  private final Runnable wakeUp;
  private final LinkedBlockingQueue<Integer> tokens = new LinkedBlockingQueue<>();
  private volatile Finish asked = Finish.ABORT;
  private volatile boolean leave;
  private volatile Finish finish = Finish.ABORT;
  private volatile int generated;
  private volatile int reusedTokens;

  Generation(GenerationRequest request, long arrivedNanos, Runnable wakeUp) {
    this.request = request;
    this.arrivedNanos = arrivedNanos;
    this.wakeUp = wakeUp;
  }

  /// The next token, waiting for it; empty when the generation ended.
  public OptionalInt next() throws InterruptedException {
    return given(tokens.take());
  }

  /// The next token, or a timeout when there is none yet.
  public OptionalInt next(long millis) throws InterruptedException, TimeoutException {
    Integer token = tokens.poll(millis, TimeUnit.MILLISECONDS);
    if (token == null) {
      throw new TimeoutException();
    }
    return given(token);
  }

  private OptionalInt given(int token) {
    if (token == END) {
      tokens.add(END);
      return OptionalInt.empty();
    }
    return OptionalInt.of(token);
  }

  /// Why it ended; meaningful after `next` was empty.
  public Finish finish() {
    return finish;
  }

  /// Tokens made so far, with the one that ends a text.
  public int generatedTokens() {
    return generated;
  }

  public int promptTokens() {
    return request.prompt().length;
  }

  /// Prompt tokens that were still in the KV cache.
  public int reusedTokens() {
    return reusedTokens;
  }

  /// The reader has what it wanted, as a stop string was found: no more tokens, and it counts as a
  /// success.
  public void stop() {
    asked = Finish.STOP;
    close();
  }

  /// Ends the generation, if it still runs, as aborted.
  @Override
  public void close() {
    leave = true;
    wakeUp.run();
  }

  GenerationRequest request() {
    return request;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  boolean isLeft() {
    return leave;
  }

  Finish askedFinish() {
    return asked;
  }

  void reused(int count) {
    reusedTokens = count;
  }

  void give(int token, int generatedSoFar) {
    generated = generatedSoFar;
    tokens.add(token);
  }

  void end(Finish why, int generatedInAll) {
    generated = generatedInAll;
    finish = why;
    request.constraint().ifPresent(TokenConstraint::close);
    tokens.add(END);
  }
}
