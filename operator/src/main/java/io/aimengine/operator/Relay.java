package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells controllers of the objects that another one watches, so that each kind is listed and
/// watched once. Who listens does not begin before the other has seen all there are.
final class Relay<R extends HasMetadata> {
  /// Longer than any watch may take to be there: then the one that should tell has failed, and the
  /// start of the operator fails with it instead of waiting for ever.
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final Class<R> kind;
  private final CountDownLatch synced = new CountDownLatch(1);
  private @Nullable IndexerResourceCache<R> all;
  private final List<Ear<?>> ears = new CopyOnWriteArrayList<>();

  Relay(Class<R> kind) {
    this.kind = kind;
  }

  /// For the controller of these objects.
  EventSource<R, R> mouth(EventSourceContext<R> context) {
    all = context.getPrimaryCache();
    return new Mouth();
  }

  /// For a controller that watches them beside its own objects.
  <Q extends HasMetadata> InformerEventSource<R, Q> mouth(
      InformerEventSourceConfiguration<R> configuration, EventSourceContext<Q> context) {
    var source = new Watch<>(configuration, context);
    all = source;
    return source;
  }

  /// For a controller of those that they concern.
  <P extends HasMetadata> EventSource<R, P> ear(
      SecondaryToPrimaryMapper<R> concerned, OnUpdateFilter<R> matters) {
    var made = new Ear<P>(concerned, matters);
    ears.add(made);
    return made;
  }

  Stream<R> list(Predicate<R> which) {
    return Objects.requireNonNull(all, "not started").list(which);
  }

  Optional<R> get(ResourceID id) {
    return Objects.requireNonNull(all, "not started").get(id);
  }

  /// Those that an index of the watch has under a key.
  List<R> byIndex(String index, String key) {
    return Objects.requireNonNull(all, "not started").byIndex(index, key);
  }

  Stream<R> list(String namespace, Predicate<R> which) {
    return Objects.requireNonNull(all, "not started").list(namespace, which);
  }

  private final class Mouth extends AbstractEventSource<R, R> implements ResourceEventAware<R> {
    private Mouth() {
      super(kind, "mouth of " + kind.getSimpleName());
    }

    @Override
    public void start() {
      super.start();
      synced.countDown(); // a controller's own objects are seen before its further sources start
    }

    @Override
    public void onResourceCreated(R object) {
      tell(object);
    }

    @Override
    public void onResourceUpdated(R now, R before) {
      tell(now, before);
    }

    @Override
    public void onResourceDeleted(R object) {
      tell(object);
    }

    @Override
    public Set<R> getSecondaryResources(R primary) {
      return Set.of();
    }
  }

  private final class Watch<Q extends HasMetadata> extends InformerEventSource<R, Q> {
    private Watch(
        InformerEventSourceConfiguration<R> configuration, EventSourceContext<Q> context) {
      super(configuration, context);
    }

    @Override
    public synchronized void start() {
      super.start();
      synced.countDown();
    }

    @Override
    public void onAdd(R object) {
      super.onAdd(object);
      tell(object);
    }

    @Override
    public void onUpdate(R before, R now) {
      super.onUpdate(before, now);
      tell(now, before);
    }

    @Override
    public void onDelete(R object, boolean unseen) {
      super.onDelete(object, unseen);
      tell(object);
    }
  }

  private void tell(R object) {
    ears.forEach(ear -> ear.hear(object));
  }

  private void tell(R now, R before) {
    ears.stream().filter(ear -> ear.matters.accept(now, before)).forEach(ear -> ear.hear(now));
  }

  private final class Ear<P extends HasMetadata> extends AbstractEventSource<R, P> {
    private final SecondaryToPrimaryMapper<R> concerned;
    private final OnUpdateFilter<R> matters;

    private Ear(SecondaryToPrimaryMapper<R> concerned, OnUpdateFilter<R> matters) {
      super(kind, "ear for " + kind.getSimpleName());
      this.concerned = concerned;
      this.matters = matters;
    }

    @Override
    public void start() {
      try {
        if (!synced.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
          throw new OperatorException("nobody has begun to watch " + kind.getSimpleName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      super.start();
    }

    /// What comes before the start is seen by the first look at each object that it concerns.
    private void hear(R object) {
      if (isRunning()) {
        var handler = getEventHandler();
        concerned.toPrimaryResourceIDs(object).forEach(id -> handler.handleEvent(new Event(id)));
      }
    }

    @Override
    public Set<R> getSecondaryResources(P primary) {
      return Set.of();
    }
  }
}
