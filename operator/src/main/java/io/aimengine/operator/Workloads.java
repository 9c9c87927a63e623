package io.aimengine.operator;

import io.aimengine.operator.Remembered.Same;
import io.aimengine.operator.Steps.Scale;
import io.aimengine.render.Owner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes what was decided: the releases first, then what pods need, then the workloads; what is
/// left over goes last.
final class Workloads {
  private final Applier applier;
  private final Applier.Seen seen;
  private final Remembered remembered;

  /// Objects of one endpoint, ready to be applied.
  private record Wanted(List<HasMetadata> objects) {}

  Workloads(Applier applier, Applier.Seen seen, Remembered remembered) {
    this.remembered = remembered;
    this.applier = applier;
    this.seen = seen;
  }

  /// Whether a workload of the endpoint was found that no watch shows; it has its labels again.
  boolean found(World world) {
    return world.lost().stream()
        .map(name -> applier.label(world.endpoint(), name, seen))
        .reduce(false, Boolean::logicalOr);
  }

  /// `objects` are all that was rendered; when there are none, nothing but the workloads changes.
  /// `whole` is how many replicas all scales shall come to in the end. Says how many workloads have
  /// something new to take up, which they will report.
  int bring(
      World world, History history, List<HasMetadata> objects, List<Scale> scales, int whole) {
    var written = new AtomicInteger();
    Applier.Seen counted =
        (now, before) -> {
          if (now instanceof Deployment && before.filter(b -> alike(b, now)).isEmpty()) {
            written.incrementAndGet();
          }
          seen.written(now, before);
        };
    var made = new ArrayList<Scale>();
    for (var scale : scales) {
      var there = world.workload(scale.suffix()).filter(w -> World.isOf(w, scale.release()));
      if (there.isPresent() && !scale.release().equals(history.current().id())) {
        applier.scale(there.get(), scale.replicas(), whole, counted);
      } else {
        made.add(scale);
      }
    }
    var wanted =
        remembered
            .once(
                world.endpoint().getMetadata().getUid(),
                Wanted.class,
                List.of(new Same(history), new Same(objects), List.copyOf(made), whole),
                () -> new Wanted(wanted(world, history, objects, made, whole)))
            .objects();
    wanted.forEach(object -> applier.apply(object, world.children(), counted));
    prune(world, objects, wanted, scales);
    return written.get();
  }

  private static List<HasMetadata> wanted(
      World world, History history, List<HasMetadata> objects, List<Scale> scales, int whole) {
    var wanted = new ArrayList<HasMetadata>();
    wanted.add(configuration(world, history, objects));
    objects.stream()
        .filter(
            object -> !(object instanceof Deployment) && !Applier.same(object, wanted.getFirst()))
        .forEach(wanted::add);
    for (var scale : scales) {
      history
          .release(scale.release())
          .map(release -> release.workload(scale.suffix(), scale.replicas(), whole))
          .ifPresent(wanted::add);
    }
    wanted.forEach(object -> {
      own(world, object);
      Applier.sign(object);
    });
    return wanted;
  }

  private static boolean alike(HasMetadata one, HasMetadata other) {
    return Objects.equals(one.getMetadata().getGeneration(), other.getMetadata().getGeneration());
  }

  private void prune(
      World world, List<HasMetadata> objects, List<HasMetadata> wanted, List<Scale> scales) {
    for (var child : world.children()) {
      var kept =
          child instanceof Deployment
              ? scales.stream()
                  .anyMatch(s -> child.getMetadata().getName().equals(world.name() + s.suffix()))
              : objects.isEmpty() || wanted.stream().anyMatch(w -> Applier.same(w, child));
      if (!kept) {
        applier.delete(child);
      }
    }
  }

  private static ConfigMap configuration(World world, History history, List<HasMetadata> objects) {
    var name = world.name() + "-config";
    var there =
        objects.stream()
            .filter(object -> object.getMetadata().getName().equals(name))
            .filter(ConfigMap.class::isInstance)
            .map(ConfigMap.class::cast)
            .findFirst()
            .or(world::configuration)
            .orElseThrow(() -> new IllegalStateException("no " + name + " to keep a release in"));
    return new ConfigMapBuilder(there)
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(there.getMetadata().getNamespace())
                .withLabels(there.getMetadata().getLabels())
                .build())
        .addToData(History.KEY, history.text())
        .build();
  }

  private static void own(World world, HasMetadata object) {
    object.getMetadata().setOwnerReferences(List.of(Owner.of(world.endpoint())));
  }
}
