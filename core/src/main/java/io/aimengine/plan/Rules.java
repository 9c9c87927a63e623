package io.aimengine.plan;

import java.util.List;

/// Every rule, in the order in which objections are shown: wishes, devices, engine, shards, memory.
final class Rules {
  private static final List<Rule> ALL =
      List.of(
          new HardwareWish(),
          new EngineWish(),
          new GpuCountWish(),
          new PrecisionWish(),
          new RecipeWish(),
          new CheckpointRule(),
          new DevicesRule(),
          new PlatformRule(),
          new ArchitectureRule(),
          new QuantizationRule(),
          new AttentionRule(),
          new FlagsRule(),
          new PrecisionRule(),
          new GpusUsedRule(),
          new HeadsRule(),
          new ShardsRule(),
          new ContextRule(),
          new MemoryRule());

  private Rules() {}

  static List<Rule> all() {
    return ALL;
  }
}
