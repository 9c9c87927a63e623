package io.aimengine.catalog;

import io.aimengine.api.Nearest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The flags of one engine version, read when first asked for. Where the engine's own parser takes
/// `_` for `-` (vLLM) and `--config.key` for a key of a JSON flag, so does this.
final class FlagTableData implements FlagTable {
  private final boolean lenient;
  private final Supplier<Map<String, Flag>> byName;

  private FlagTableData(boolean lenient, Supplier<Map<String, Flag>> byName) {
    this.lenient = lenient;
    this.byName = byName;
  }

  static FlagTableData of(EngineVersion.Engine engine, Supplier<List<Flag>> flags) {
    var lenient = engine == EngineVersion.Engine.VLLM;
    return new FlagTableData(lenient, new Once<>(() -> names(flags.get())));
  }

  @Override
  public Optional<Flag> find(String written) {
    var exact = Optional.ofNullable(byName.get().get(written));
    if (exact.isPresent() || !lenient || !written.startsWith("-")) {
      return exact;
    }
    var name = written.startsWith("--") ? written.replace('_', '-') : written;
    return Optional.ofNullable(byName.get().get(name)).or(() -> keyed(name));
  }

  @Override
  public Collection<Flag> all() {
    return List.copyOf(new LinkedHashSet<>(byName.get().values()));
  }

  @Override
  public Optional<String> nearest(String written) {
    return Nearest.of(written, byName.get().keySet());
  }

  /// `--compilation-config.mode` sets one key of `--compilation-config`.
  private Optional<Flag> keyed(String name) {
    var dot = name.indexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(byName.get().get(name.substring(0, dot)))
            .filter(flag -> flag.type() == Flag.Type.JSON);
  }

  private static Map<String, Flag> names(List<Flag> flags) {
    var names = new LinkedHashMap<String, Flag>(HashMap.newHashMap(flags.size() * 2));
    for (var flag : flags) {
      names.put(flag.name(), flag);
      flag.aliases().forEach(alias -> names.putIfAbsent(alias, flag));
      if (!flag.negation().isEmpty()) {
        names.putIfAbsent(flag.negation(), flag);
      }
    }
    return names;
  }
}
