package io.aimengine.embedded.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Computes several requests at once (continuous batching): one thread decodes, in every step one
/// token of each running request and as much of new prompts as the batch has room for. Requests
/// that find no free slot wait in the order of their arrival.
public final class Batcher implements AutoCloseable {

  private final Decoder decoder;
  private final GenerationObserver observer;
  private final List<Slot> slots = new ArrayList<>();
  private final int contextTokens;
  private final int maxWaiting;
  private final TokenBatch batch;
  private final float[] logits;
  private final long defaultSeed;
  private long started;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Generation> waiting = new ArrayDeque<>();
  private boolean closed;
  private volatile Load load = new Load(0, 0, 0);

  /// `contextTokens` is the room of each of the `parallel` slots.
  public Batcher(
      Decoder decoder,
      GenerationObserver observer,
      int parallel,
      int contextTokens,
      int maxWaiting,
      long defaultSeed) {
    this.decoder = decoder;
    this.observer = observer;
    this.contextTokens = contextTokens;
    this.maxWaiting = maxWaiting;
    this.defaultSeed = defaultSeed;
    batch = new TokenBatch(decoder.batchSize());
    logits = new float[decoder.vocabularySize()];
    for (int i = 0; i < parallel; i++) {
      slots.add(new Slot(i, contextTokens));
    }
  }

  /// Starts the decoding thread.
  public void start() {
    Thread.ofPlatform().daemon().name("decode").start(this::run);
  }

  /// Queues a request.
  public Generation submit(GenerationRequest request) {
    if ((long) request.prompt().length + request.maxTokens() > contextTokens) {
      throw new IllegalArgumentException("prompt and completion do not fit the context");
    }
    var generation = new Generation(request, System.nanoTime(), this::wakeUp);
    lock.lock();
    try {
      if (closed || waiting.size() >= maxWaiting) {
        throw new QueueFullException(maxWaiting);
      }
      waiting.add(generation);
      changed.signal();
      publishLoad();
    } finally {
      lock.unlock();
    }
    return generation;
  }

  public Load load() {
    return load;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void wakeUp() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (admit()) {
        leaveAbandoned();
        fill();
        decode();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      endAll();
    }
  }

  /// Gives free slots to waiting requests, waiting for one when there is nothing to do; false when
  /// closed.
  private boolean admit() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        waiting.removeIf(this::endIfLeft);
        startWaiting();
        publishLoad();
        if (slots.stream().anyMatch(slot -> !slot.isFree())) {
          return true;
        }
        changed.await();
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean endIfLeft(Generation generation) {
    if (!generation.isLeft()) {
      return false;
    }
    end(generation, generation.askedFinish(), 0);
    return true;
  }

  private void startWaiting() {
    while (!waiting.isEmpty()) {
      var best = bestSlot(waiting.getFirst());
      if (best.isEmpty()) {
        return;
      }
      begin(best.get(), waiting.removeFirst());
    }
  }

  private java.util.Optional<Slot> bestSlot(Generation generation) {
    int[] prompt = generation.request().prompt();
    return slots.stream()
        .filter(Slot::isFree)
        .max(
            java.util.Comparator.<Slot>comparingInt(slot -> slot.commonPrefix(prompt))
                .thenComparing(Slot::lastUsed, java.util.Comparator.reverseOrder()));
  }

  private void begin(Slot slot, Generation generation) {
    Sampling sampling = generation.request().sampling();
    // A seeded request computes its whole prompt: a reused one rounds differently, and one bit is
    // enough to pick another token.
    int reused = sampling.seed().isPresent() ? 0 : slot.commonPrefix(generation.request().prompt());
    if (!decoder.forget(slot.sequence, reused)) {
      decoder.forget(slot.sequence, 0);
      reused = 0;
    }
    long seed = sampling.seed().orElseGet(() -> defaultSeed + started);
    started++;
    generation.reused(reused);
    var sampler = new TokenSampler(generation.request(), decoder, seed);
    slot.start(generation, sampler, reused, System.nanoTime());
  }

  private void leaveAbandoned() {
    for (Slot slot : slots) {
      if (!slot.isFree() && slot.generation().isLeft()) {
        finish(slot, slot.generation().askedFinish());
      }
    }
  }

  private void fill() {
    batch.clear();
    for (Slot slot : slots) {
      if (!slot.isFree() && !slot.isReadingPrompt()) {
        slot.addPending(batch);
      }
    }
    for (Slot slot : slots) {
      if (!slot.isFree() && slot.isReadingPrompt() && batch.room() > 0) {
        slot.addPrompt(batch, batch.room());
      }
    }
  }

  private void decode() {
    int step = batch.size();
    int from = 0;
    while (from < batch.size()) {
      int count = Math.min(step, batch.size() - from);
      switch (decoder.decode(batch, from, count)) {
        case DONE -> {
          takeResults(from, count);
          from += count;
        }
        case NO_ROOM -> {
          if (count == 1) {
            failAll();
            return;
          }
          step = count / 2;
        }
        case FAILED -> {
          failAll();
          return;
        }
      }
    }
  }

  private void takeResults(int from, int count) {
    for (Slot slot : slots) {
      if (!slot.isFree() && slot.row() >= from && slot.row() < from + count) {
        decoder.logits(slot.row() - from, logits);
        take(slot, slot.sampler().sample(logits));
      }
    }
  }

  private void take(Slot slot, int token) {
    long now = System.nanoTime();
    Generation generation = slot.generation();
    if (slot.generated() == 0) {
      observer.promptDone(generation.promptTokens(), seconds(generation.arrivedNanos(), now));
    } else {
      observer.nextToken(seconds(slot.lastTokenNanos(), now));
    }
    slot.sampled(token, now);
    if (decoder.endsText(token)) {
      finish(slot, Finish.STOP);
      return;
    }
    generation.give(token, slot.generated());
    if (slot.generated() >= generation.request().maxTokens() || slot.room() == 0) {
      finish(slot, Finish.LENGTH);
    }
  }

  private void finish(Slot slot, Finish why) {
    Generation generation = slot.generation();
    int generated = slot.generated();
    slot.free(System.nanoTime());
    end(generation, why, generated);
  }

  private void end(Generation generation, Finish why, int generated) {
    observer.finished(why, generated, seconds(generation.arrivedNanos(), System.nanoTime()));
    generation.end(why, generated);
  }

  private void failAll() {
    for (Slot slot : slots) {
      if (!slot.isFree()) {
        finish(slot, Finish.ERROR);
      }
      slot.forget();
      decoder.forget(slot.sequence, 0);
    }
  }

  private void endAll() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(generation -> end(generation, Finish.ABORT, 0));
      waiting.clear();
      slots.stream().filter(slot -> !slot.isFree()).forEach(slot -> finish(slot, Finish.ABORT));
      publishLoad();
    } finally {
      lock.unlock();
    }
  }

  private void publishLoad() {
    Slot[] busy = slots.stream().filter(slot -> !slot.isFree()).toArray(Slot[]::new);
    double used = Arrays.stream(busy).mapToInt(Slot::length).sum();
    load = new Load(busy.length, waiting.size(), used / ((double) contextTokens * slots.size()));
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }
}
