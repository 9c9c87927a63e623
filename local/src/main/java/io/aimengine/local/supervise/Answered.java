package io.aimengine.local.supervise;

import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.RunSpec.Serving;
import java.time.Duration;
import java.util.Optional;

/// What came of one real request of the model's task: how long it took, and what was wrong with the
/// answer if anything was.
public record Answered(Duration took, Optional<String> problem) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  public static Answered ask(Serving serving) {
    var begin = System.nanoTime();
    var http = new EngineHttp(serving.reachableHost(), serving.port(), "");
    var problem = Question.of(serving).put(http, PATIENCE);
    return new Answered(Duration.ofNanos(System.nanoTime() - begin), problem);
  }
}
