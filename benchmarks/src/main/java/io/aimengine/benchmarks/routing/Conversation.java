package io.aimengine.benchmarks.routing;

import java.util.ArrayList;
import java.util.List;

/// A user's turns. The first is asked at `start` seconds, each later one `pause` seconds after the
/// answer before it has ended.
record Conversation(double start, List<Segment> opening, List<Turn> turns) {

  /// What is asked, the answer that it will get, and the pause before it.
  record Turn(Segment question, Segment answer, double pause) {}

  /// The whole prompt of a turn, counted from 0.
  List<Segment> prompt(int turn) {
    var prompt = new ArrayList<>(opening);
    for (var i = 0; i < turn; i++) {
      prompt.add(turns.get(i).question());
      prompt.add(turns.get(i).answer());
    }
    prompt.add(turns.get(turn).question());
    return prompt;
  }
}
