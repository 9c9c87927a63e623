package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Kind;
import io.aimengine.catalog.EngineVersion.Platform;
import java.util.Optional;

/// The engine build was made for this device family.
record PlatformRule() implements Rule {
  @Override
  public String name() {
    return "the engine build runs on the device family";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var engine = candidate.engine();
    var accelerator = candidate.accelerator();
    var cpu = accelerator.kind() == Kind.CPU;
    var known = engine.quantizations();
    var family = known.isEmpty() || known.containsKey(accelerator.gfx());
    if (cpu == (engine.platform() == Platform.CPU) && family) {
      return Optional.empty();
    }
    return Optional.of(
        new Objection(
            "engine.platform",
            engine.label()
                + " has no build for "
                + accelerator.name()
                + (cpu ? "" : " (" + accelerator.gfx() + ")")));
  }
}
