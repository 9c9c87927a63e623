package io.aimengine.embedded.llama;

import io.aimengine.embedded.model.Load;
import io.aimengine.embedded.model.ModelFacts;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes embeddings one after the other, in the order they are asked for.
final class Embedder {

  private final NativeDecoder decoder;
  private final ModelFacts facts;
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("embed").factory());

  Embedder(NativeDecoder decoder, ModelFacts facts) {
    this.decoder = decoder;
    this.facts = facts;
  }

  float[] embed(int[] tokens) throws InterruptedException {
    asked.incrementAndGet();
    try {
      return thread.submit(() -> unitLength(tokens)).get();
    } catch (ExecutionException e) {
      throw new LlamaException("the embedding failed", e);
    } finally {
      asked.decrementAndGet();
    }
  }

  private float[] unitLength(int[] tokens) {
    float[] vector = decoder.embed(tokens, facts.embeddingSize());
    if (vector.length == 0) {
      throw new LlamaException("llama.cpp made no embedding");
    }
    double sum = 0;
    for (float x : vector) {
      sum += (double) x * x;
    }
    double scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] * scale);
    }
    return vector;
  }

  Load load() {
    int all = asked.get();
    return new Load(Math.min(1, all), Math.max(0, all - 1), 0);
  }
}
