package io.aimengine.benchmarks.routing;

import io.aimengine.benchmarks.routing.Conversation.Turn;
import io.aimengine.benchmarks.routing.Segment.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Who asks what, drawn from a seed: conversations begin at random (Poisson), `rate` a second for
/// each replica. `shared` is the length of a system prompt that all have in common, 0 for none.
/// Ranges are in tokens, evenly drawn.
record Workload(
    String name, double rate, int shared, Range turns, Range first, Range later, Range answer) {
  static final double SECONDS = 600;

  /// Users read and type for this long on average.
  private static final double PAUSE = 8;

  record Range(int least, int most) {
    int draw(Random random) {
      return least + random.nextInt(most - least + 1);
    }
  }

  /// The three of the issue. Rates keep replicas at about two thirds of what they can do.
  static final List<Workload> ALL =
      List.of(
          new Workload(
              "one long system prompt",
              1.25,
              4000,
              new Range(1, 6),
              new Range(50, 150),
              new Range(50, 150),
              new Range(100, 300)),
          new Workload(
              "multi-turn chats",
              0.5,
              0,
              new Range(3, 10),
              new Range(500, 2000),
              new Range(50, 300),
              new Range(100, 300)),
          new Workload(
              "no sharing",
              3.5,
              0,
              new Range(1, 1),
              new Range(500, 3000),
              new Range(1, 1),
              new Range(50, 150)));

  List<Conversation> draw(long seed, int replicas) {
    var random = new Random(seed);
    var conversations = new ArrayList<Conversation>();
    var ids = new long[] {seed * 1_000_003};
    var opening =
        shared == 0 ? List.<Segment>of() : List.of(new Segment(ids[0]++, Role.SYSTEM, shared));
    for (var at = gap(random, replicas); at < SECONDS; at += gap(random, replicas)) {
      var all = new ArrayList<Turn>();
      var count = turns.draw(random);
      for (var i = 0; i < count; i++) {
        var question = new Segment(ids[0]++, Role.USER, (i == 0 ? first : later).draw(random));
        var answered = new Segment(ids[0]++, Role.ASSISTANT, answer.draw(random));
        all.add(new Turn(question, answered, -Math.log(1 - random.nextDouble()) * PAUSE));
      }
      conversations.add(new Conversation(at, opening, all));
    }
    return conversations;
  }

  private double gap(Random random, int replicas) {
    return -Math.log(1 - random.nextDouble()) / (rate * replicas);
  }
}
