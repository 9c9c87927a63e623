package io.aimengine.local.hardware;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Answers for programs by their name and first argument; everything else is not installed.
public final class FakeCommands implements CommandRunner {
  private final Map<String, Outcome> answers = new HashMap<>();
  private final List<List<String>> asked = new ArrayList<>();

  public FakeCommands answer(String start, String stdout) {
    return answer(start, new Outcome.Finished(0, stdout, ""));
  }

  public FakeCommands answer(String start, Outcome outcome) {
    answers.put(start, outcome);
    return this;
  }

  public List<List<String>> asked() {
    return asked;
  }

  @Override
  public Outcome run(List<String> argv, Duration timeout) {
    asked.add(argv);
    var line = String.join(" ", argv);
    return answers.entrySet().stream()
        .filter(answer -> line.startsWith(answer.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new Outcome.NotFound());
  }
}
