package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.plan.Candidate.Source;
import io.aimengine.plan.Criterion.Favours;
import io.aimengine.plan.Criterion.Weight;
import io.aimengine.plan.Judge.Judged;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The order of accepted candidates, best first: a list of keys, each with the words that say why
/// one candidate beats another by it. A key is a number, and what no number tells apart goes by its
/// label, so the result does not depend on the order in which candidates come.
final class Ranking {
  /// A way to compare, how to say it, and the figure of one beside another.
  private record Key(String name, Comparator<Judged> order, Words words, Words figure) {
    Favours favours(Judged one, Judged other) {
      var sign = order.compare(one, other);
      return sign == 0 ? Favours.NEITHER : sign < 0 ? Favours.ONE : Favours.OTHER;
    }
  }

  private static final Comparator<Judged> BY_LABEL =
      Comparator.comparing(Judged::candidate, Candidate.BY_LABEL);

  /// A candidate with its number by each key, worked out once however often it is compared.
  private static final class Row {
    private final Judged judged;
    private final double[] numbers;

    Row(Judged judged, List<ToDoubleFunction<Judged>> numbers) {
      this.judged = judged;
      this.numbers = new double[numbers.size()];
      for (var i = 0; i < this.numbers.length; i++) {
        this.numbers[i] = numbers.get(i).applyAsDouble(judged);
      }
    }

    /// What no number tells apart stays in the order of labels.
    static int compare(Row one, Row other) {
      return Arrays.compare(one.numbers, other.numbers);
    }
  }

  private interface Words {
    String of(Judged better, Judged worse);
  }

  /// The lower number goes first.
  private final List<ToDoubleFunction<Judged>> numbers = new ArrayList<>();

  private final List<Key> keys = new ArrayList<>();

  Ranking(Wishes wishes) {
    add(
        "device",
        j -> j.candidate().accelerator().kind() == Accelerator.Kind.GPU ? 0 : 1,
        Ranking::device,
        j -> j.candidate().accelerator().kind().name());
    add("origin", j -> place(origin(j, wishes.goal())), Ranking::origin, Ranking::name);
    add(
        "file",
        j -> onTheFly(j) ? 1 : 0,
        Ranking::written,
        j -> onTheFly(j) ? "computed just now" : "in a file");
    if (wishes.goal() == Goal.THROUGHPUT) {
      add(
          "evidence",
          j -> -Speed.evidencePerGpu(j.candidate()),
          Ranking::evidence,
          Ranking::evidenceOf);
    }
    add(
        "engine",
        j -> engine(wishes, j),
        Ranking::engine,
        j -> j.candidate().engine().engine().id());
    switch (wishes.goal()) {
      case THROUGHPUT -> throughput();
      case LATENCY ->
          addBeside(
              "time per token",
              Speed::secondsPerToken,
              Ranking::latency,
              (one, other) -> times(Speed.secondsPerToken(one) / Speed.secondsPerToken(other)));
      case COST -> {
        add(
            "device memory",
            Ranking::memoryTaken,
            Ranking::cost,
            j -> String.format(Locale.ROOT, "%.0f GiB", memoryTaken(j)));
        throughput();
      }
    }
    add(
        "GPUs",
        j -> j.candidate().gpuCount(),
        Ranking::gpus,
        j -> Integer.toString(j.candidate().gpuCount()));
    keys.add(
        new Key("name", BY_LABEL, (_, _) -> "first by name", (one, _) -> one.candidate().name()));
  }

  private void throughput() {
    addBeside(
        "throughput per GPU",
        j -> -Speed.throughputPerGpu(j),
        Ranking::throughput,
        (one, other) -> times(Speed.throughputPerGpu(one) / Speed.throughputPerGpu(other)));
  }

  /// Best first; `accepted` by label.
  List<Judged> sorted(List<Judged> accepted) {
    return accepted.stream()
        .map(judged -> new Row(judged, numbers))
        .sorted(Row::compare)
        .map(row -> row.judged)
        .toList();
  }

  /// Why one goes before the other: the words of the first key that tells them apart.
  String why(Judged better, Judged worse) {
    return keys.stream()
        .filter(key -> key.favours(better, worse) != Favours.NEITHER)
        .findFirst()
        .map(key -> key.words().of(better, worse))
        .orElse("the same");
  }

  /// Every criterion held against two candidates, in the order in which they count.
  List<Criterion> compare(Judged one, Judged other) {
    var all = new ArrayList<Criterion>();
    var decided = false;
    for (var key : keys) {
      var favours = key.favours(one, other);
      var decides = !decided && favours != Favours.NEITHER;
      decided |= decides;
      all.add(
          new Criterion(
              key.name(),
              key.figure().of(one, other),
              key.figure().of(other, one),
              favours,
              decides ? Weight.DECIDES : Weight.COUNTS_NOT,
              switch (favours) {
                case ONE -> key.words().of(one, other);
                case OTHER -> key.words().of(other, one);
                case NEITHER -> "the same";
              }));
    }
    return all;
  }

  private void add(
      String name, ToDoubleFunction<Judged> number, Words words, Function<Judged, String> figure) {
    addBeside(name, number, words, (one, _) -> figure.apply(one));
  }

  private void addBeside(String name, ToDoubleFunction<Judged> number, Words words, Words figure) {
    numbers.add(number);
    keys.add(new Key(name, Comparator.comparingDouble(number), words, figure));
  }

  /// Estimates are good for comparing only, so each is shown against the other.
  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2f x", ratio);
  }

  private static String evidenceOf(Judged judged) {
    var perGpu = Speed.evidencePerGpu(judged.candidate());
    return perGpu > 0 ? String.format(Locale.ROOT, "%,.0f tokens/s per GPU", perGpu) : "none";
  }

  /// The order of the manifest, else vLLM first: estimates cannot tell engines apart.
  private static int engine(Wishes wishes, Judged judged) {
    var engine = judged.candidate().engine().engine();
    var wished = wishes.engines().indexOf(engine);
    var usual =
        switch (engine) {
          case VLLM -> 0;
          case SGLANG -> 1;
          case LLAMACPP -> 2;
        };
    return wished >= 0 ? wished : wishes.engines().size() + usual;
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

  private static int place(Origin origin) {
    return switch (origin) {
      case TESTED -> 0;
      case PUBLISHED -> 1;
      case CURATED -> 2;
      case GENERATED -> 3;
    };
  }

  private static String origin(Judged better, Judged worse) {
    return name(better) + " goes before " + name(worse);
  }

  /// A generated recipe that somebody keeps in a file may have been looked at.
  private static boolean onTheFly(Judged judged) {
    return judged.candidate().source() == Source.COMPUTED;
  }

  private static String written(Judged better, Judged worse) {
    return better.candidate().name() + " is in a file; the other was computed just now";
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
