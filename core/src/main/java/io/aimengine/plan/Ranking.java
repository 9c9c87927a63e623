package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.plan.Judge.Judged;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The order of accepted candidates, best first: a list of keys, each with the words that say why
/// one candidate beats another by it. Every key is a total order, so the result does not depend on
/// the order in which candidates come.
final class Ranking {
  /// A way to compare, and how to say it.
  private record Key(Comparator<Judged> order, Words words) {}

  private interface Words {
    String of(Judged better, Judged worse);
  }

  private final List<Key> keys = new ArrayList<>();

  Ranking(Wishes wishes) {
    add(Comparator.comparing(j -> j.candidate().accelerator().kind()), Ranking::device);
    add(Comparator.comparing(j -> origin(j, wishes.goal())), Ranking::origin);
    if (wishes.goal() == Goal.THROUGHPUT) {
      add(highest(j -> Speed.evidencePerGpu(j.candidate())), Ranking::evidence);
    }
    add(byEngine(wishes), Ranking::engine);
    switch (wishes.goal()) {
      case THROUGHPUT -> add(highest(Speed::throughputPerGpu), Ranking::throughput);
      case LATENCY -> add(Comparator.comparingDouble(Speed::secondsPerToken), Ranking::latency);
      case COST -> {
        add(Comparator.comparingDouble(Ranking::memoryTaken), Ranking::cost);
        add(highest(Speed::throughputPerGpu), Ranking::throughput);
      }
    }
    add(Comparator.comparingInt(j -> j.candidate().gpuCount()), Ranking::gpus);
    add(Comparator.comparing(j -> j.candidate().label()), (_, _) -> "first by name");
  }

  Comparator<Judged> order() {
    return keys.stream().map(Key::order).reduce(Comparator::thenComparing).orElseThrow();
  }

  /// Why one goes before the other: the words of the first key that tells them apart.
  String why(Judged better, Judged worse) {
    return keys.stream()
        .filter(key -> key.order().compare(better, worse) != 0)
        .findFirst()
        .map(key -> key.words().of(better, worse))
        .orElse("the same");
  }

  private void add(Comparator<Judged> order, Words words) {
    keys.add(new Key(order, words));
  }

  private static Comparator<Judged> highest(java.util.function.ToDoubleFunction<Judged> of) {
    return Comparator.comparingDouble(of).reversed();
  }

  /// The order of the manifest, else vLLM first: estimates cannot tell engines apart.
  private static Comparator<Judged> byEngine(Wishes wishes) {
    return Comparator.comparingInt((Judged j) -> wished(wishes, j.candidate().engine().engine()))
        .thenComparing(j -> j.candidate().engine().engine());
  }

  private static int wished(Wishes wishes, Engine engine) {
    var index = wishes.engines().indexOf(engine);
    return index >= 0 ? index : Integer.MAX_VALUE;
  }

  static double memoryTaken(Judged judged) {
    return judged.candidate().gpuCount() * judged.site().memoryGib();
  }

  private static String device(Judged better, Judged worse) {
    return "a GPU goes before the CPU";
  }

  /// Published figures are throughput at full load: for another goal they prove no more than a
  /// curated recipe does.
  private static Origin origin(Judged judged, Goal goal) {
    var origin = judged.candidate().origin();
    return origin == Origin.PUBLISHED && goal != Goal.THROUGHPUT ? Origin.CURATED : origin;
  }

  private static String origin(Judged better, Judged worse) {
    return name(better) + " goes before " + name(worse);
  }

  private static String name(Judged judged) {
    return judged.candidate().origin().name().toLowerCase(Locale.ROOT);
  }

  private static String engine(Judged better, Judged worse) {
    return better.candidate().engine().engine().id()
        + " goes before "
        + worse.candidate().engine().engine().id()
        + " unless evidence or the manifest says otherwise";
  }

  private static String evidence(Judged better, Judged worse) {
    return String.format(
        Locale.ROOT,
        "published or measured %,.0f tokens/s per GPU against %,.0f",
        Speed.evidencePerGpu(better.candidate()),
        Speed.evidencePerGpu(worse.candidate()));
  }

  private static String throughput(Judged better, Judged worse) {
    return String.format(
        Locale.ROOT,
        "estimated throughput%s %.2f times as high",
        better.candidate().accelerator().kind() == Accelerator.Kind.CPU ? "" : " per GPU",
        Speed.throughputPerGpu(better) / Speed.throughputPerGpu(worse));
  }

  private static String latency(Judged better, Judged worse) {
    return String.format(
        Locale.ROOT,
        "estimated time per token %.2f times as long",
        Speed.secondsPerToken(better) / Speed.secondsPerToken(worse));
  }

  private static String cost(Judged better, Judged worse) {
    return String.format(
        Locale.ROOT,
        "takes %.0f GiB of devices against %.0f",
        memoryTaken(better),
        memoryTaken(worse));
  }

  private static String gpus(Judged better, Judged worse) {
    return "takes "
        + better.candidate().gpuCount()
        + " against "
        + worse.candidate().gpuCount()
        + " GPUs";
  }
}
