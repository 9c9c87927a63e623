package io.aimengine.operator;

import io.aimengine.render.Labels;
import io.aimengine.status.StatusEvents.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what changed as events, beside the reconciling and never in its way: what cannot be
/// written is left out. An object that changes all the time gets a few events, then one in five
/// minutes.
final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int WAITING = 2_000;
  private static final int OBJECTS = 10_000;
  private static final int BURST = 25;
  private static final Duration REFILL = Duration.ofMinutes(5);
  private static final int LONGEST = 1_000;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<String, Budget> budgets =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Budget> eldest) {
          return size() > OBJECTS;
        }
      };
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("events").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /// How many events are left, and since when that is so.
  private record Budget(int left, Instant since) {}

  EventLog(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  void write(HasMetadata about, List<Event> events) {
    for (var event : events) {
      if (allowed(about.getMetadata().getUid())) {
        var written = event(about, event);
        writer.execute(() -> create(written));
      }
    }
  }

  private synchronized boolean allowed(String uid) {
    var now = clock.instant();
    var budget = budgets.getOrDefault(uid, new Budget(BURST, now));
    var refilled = Duration.between(budget.since, now).dividedBy(REFILL);
    var left = (int) Math.min(BURST, budget.left + refilled);
    budgets.put(
        uid,
        new Budget(
            Math.max(0, left - 1),
            refilled > 0 ? budget.since.plus(REFILL.multipliedBy(refilled)) : budget.since));
    return left > 0;
  }

  /// The name is made of what it says and the minute: a change that is reported again, since its
  /// status could not be written, is one event.
  private io.fabric8.kubernetes.api.model.Event event(HasMetadata about, Event event) {
    var meta = about.getMetadata();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var text =
        String.join(
            "\n",
            meta.getUid(),
            event.reason(),
            event.message(),
            now.truncatedTo(ChronoUnit.MINUTES).toString());
    var id = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    return new EventBuilder()
        .withNewMetadata()
        .withName(meta.getName() + "." + id.substring(0, 13).replace("-", ""))
        .withNamespace(meta.getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withName(meta.getName())
        .withNamespace(meta.getNamespace())
        .withUid(meta.getUid())
        .endInvolvedObject()
        .withType(event.warning() ? "Warning" : "Normal")
        .withReason(event.reason())
        .withMessage(shortened(event.message()))
        .withReportingComponent(Labels.MANAGER)
        .withReportingInstance(Labels.MANAGER)
        .withNewSource()
        .withComponent(Labels.MANAGER)
        .endSource()
        .withFirstTimestamp(now.toString())
        .withLastTimestamp(now.toString())
        .withCount(1)
        .build();
  }

  private static String shortened(String message) {
    return message.length() > LONGEST ? message.substring(0, LONGEST - 1) + "…" : message;
  }

  private void create(io.fabric8.kubernetes.api.model.Event event) {
    try {
      client.v1().events().resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        LOG.debug("an event of {} is not written: {}", event.getMetadata().getName(), e.getCode());
      }
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
