package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion;
import java.util.List;

/// What flags are read for. `quantised` says whether the checkpoint already carries its
/// quantisation; `deviceGib` is the memory of one device, 0 when it is not known; `owned` are the
/// flags that the product sets itself.
public record FlagContext(
    EngineVersion engine, boolean quantised, double deviceGib, List<OwnedFlag> owned) {
  public FlagContext {
    owned = List.copyOf(owned);
  }

  /// Enough for reading a recipe or a plan: nothing is known of the launch yet.
  public static FlagContext of(EngineVersion engine, boolean quantised, double deviceGib) {
    return new FlagContext(engine, quantised, deviceGib, OwnedFlag.of(engine.engine()));
  }

  EngineVersion.Engine kind() {
    return engine.engine();
  }
}
