package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.Optional;
import java.util.stream.Collectors;

/// The engine is one that the manifest asks for.
record EngineWish() implements Rule {
  @Override
  public String name() {
    return "the engine that the manifest asks for";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var wanted = situation.wishes().engines();
    if (wanted.isEmpty() || wanted.contains(candidate.engine().engine())) {
      return Optional.empty();
    }
    var names = wanted.stream().map(Engine::id).collect(Collectors.joining(" or "));
    return Optional.of(
        new Objection(
            "wish.engine",
            "runs on " + candidate.engine().engine().id() + ", the manifest asks for " + names));
  }
}
