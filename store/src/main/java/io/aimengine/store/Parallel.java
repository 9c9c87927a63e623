package io.aimengine.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Runs work on several items at once; the first failure stops the rest.
final class Parallel {
  private Parallel() {}

  /// What is done with one item.
  @FunctionalInterface
  interface Step<A, B> {
    B apply(A item) throws IOException, InterruptedException;
  }

  /// Results come in the order of `items`.
  static <A, B> List<B> map(List<A> items, int width, Step<A, B> step)
      throws IOException, InterruptedException {
    if (items.size() == 1) {
      return List.of(step.apply(items.getFirst()));
    }
    var slots = new Semaphore(width);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ExecutorCompletionService<B>(threads);
      var futures = items.stream().map(item -> done.submit(inSlot(slots, item, step))).toList();
      try {
        for (var _ : items) {
          done.take().get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw cause(e);
      }
      var results = new ArrayList<B>();
      for (var future : futures) {
        results.add(future.resultNow());
      }
      return results;
    }
  }

  private static <A, B> Callable<B> inSlot(Semaphore slots, A item, Step<A, B> step) {
    return () -> {
      slots.acquire();
      try {
        return step.apply(item);
      } finally {
        slots.release();
      }
    };
  }

  private static IOException cause(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case IOException io -> io;
      case InterruptedException stop -> throw stop;
      case RuntimeException other -> throw other;
      case null, default -> new IOException(e.getCause());
    };
  }
}
