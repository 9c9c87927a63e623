package io.aimengine.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One line of JSON for each request that is over: nothing of what was said, and no key but its id.
/// A thread of its own writes them; where that cannot keep up, lines are left out and counted.
public final class AccessLog implements AutoCloseable {
  private static final int WAITING = 8192;
  private static final int LONGEST_NAME = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OutputStream out;
  private final Clock clock;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread writer;

  /// `request` is null for the last one.
  private record Entry(Instant at, @Nullable Finished request) {}

  /// Closed with it.
  public AccessLog(OutputStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("access-log").start(this::write);
  }

  /// Never waits.
  void finished(Finished request) {
    if (!queue.offer(new Entry(clock.instant(), request))) {
      leftOut.incrementAndGet();
    }
  }

  /// Lines that could not be written.
  long leftOut() {
    return leftOut.get();
  }

  private void write() {
    var batch = new ArrayList<Entry>();
    try {
      for (var going = true; going; ) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch);
        going = batch.stream().allMatch(entry -> entry.request() != null);
        write(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Entry> batch) {
    var text = new StringBuilder();
    for (var entry : batch) {
      if (entry.request() != null) {
        text.append(line(entry.at(), entry.request())).append('\n');
      }
    }
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      leftOut.addAndGet(batch.size());
    }
  }

  private static String line(Instant at, Finished request) {
    var json = JSON.createObjectNode().put("time", at.toString());
    json.put("request_id", request.id());
    json.put("path", cut(request.path()));
    json.put("model", cut(request.model()));
    json.put("key", request.key());
    json.put("replica", request.replica());
    json.put("status", request.status());
    json.put("end", request.end().name().toLowerCase(Locale.ROOT));
    json.put("duration_ms", millis(request.over() - request.start()));
    if (request.firstPiece() != 0) {
      json.put("first_piece_ms", millis(request.firstPiece() - request.start()));
    }
    json.put("retries", request.retries());
    json.put("bytes_in", request.bytesIn()).put("bytes_out", request.bytesOut());
    usage(json, request);
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void usage(ObjectNode json, Finished request) {
    request
        .usage()
        .ifPresent(usage ->
            json.put("input_tokens", usage.prompt())
                .put("cached_tokens", usage.cached())
                .put("output_tokens", usage.completion()));
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e4) / 100.0;
  }

  /// Clients choose these.
  private static String cut(String name) {
    return Optional.of(name)
        .filter(text -> text.length() <= LONGEST_NAME)
        .orElseGet(() -> name.substring(0, LONGEST_NAME) + "...");
  }

  /// Writes what is left.
  @Override
  public void close() {
    try {
      queue.put(new Entry(clock.instant(), null));
      writer.join();
      out.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // nobody is left to be told
    }
  }
}
