package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the pods of an endpoint were, picture by picture, in the order in which the API server saw
/// them.
final class PodFilm implements AutoCloseable {
  private final Map<String, Pod> there = new LinkedHashMap<>();
  private final List<List<Pod>> pictures = new ArrayList<>();
  private final Watch watch;

  PodFilm(FilterWatchListDeletable<Pod, PodList, PodResource> pods) {
    var list = pods.list();
    list.getItems().forEach(pod -> there.put(pod.getMetadata().getUid(), pod));
    take();
    var now =
        new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
            .withResourceVersion(list.getMetadata().getResourceVersion())
            .build();
    watch =
        pods.watch(
            now,
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, Pod pod) {
                seen(action, pod);
              }

              @Override
              public void onClose(WatcherException ended) {}
            });
  }

  private synchronized void seen(Watcher.Action action, Pod pod) {
    if (action == Watcher.Action.DELETED) {
      there.remove(pod.getMetadata().getUid());
    } else {
      there.put(pod.getMetadata().getUid(), pod);
    }
    take();
  }

  private synchronized void take() {
    pictures.add(List.copyOf(there.values()));
  }

  synchronized List<List<Pod>> pictures() {
    return List.copyOf(pictures);
  }

  int most() {
    return pictures().stream().mapToInt(List::size).max().orElse(0);
  }

  /// The most pods of these endpoints together.
  long most(String... endpoints) {
    var names = Set.of(endpoints);
    return pictures().stream()
        .mapToLong(
            pods -> pods.stream().filter(pod -> names.contains(FinalObjects.endpoint(pod))).count())
        .max()
        .orElse(0);
  }

  /// The fewest pods that served and were not told to go.
  long fewestServing() {
    return pictures().stream()
        .mapToLong(pods ->
            pods.stream()
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .filter(PodFilm::ready)
                .count())
        .min()
        .orElse(0);
  }

  private static boolean ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  @Override
  public void close() {
    watch.close();
  }
}
