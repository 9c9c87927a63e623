package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checked flags of one engine version, each once, in the order they were first written. The key is
/// the flag's long name in that version, whatever alias was written.
public record Arguments(EngineVersion engine, Map<String, Argument> byFlag) {
  public Arguments {
    byFlag = Collections.unmodifiableMap(new LinkedHashMap<>(byFlag));
  }

  public static Arguments none(EngineVersion engine) {
    return new Arguments(engine, Map.of());
  }

  /// What the engine gets after its program and model.
  public List<String> argv() {
    var argv = new ArrayList<String>();
    byFlag.values().forEach(argument -> argv.addAll(argument.argv(engine.engine())));
    return argv;
  }

  /// The flags in the form of a recipe: long name (or negation) to value, "" for a switch.
  public Map<String, String> toMap() {
    var map = new LinkedHashMap<String, String>();
    byFlag.values().forEach(argument -> map.put(argument.spelling(), argument.text()));
    return map;
  }

  /// Whether a flag is given, by any of its names, on or off.
  public boolean has(String written) {
    return key(written).map(byFlag::containsKey).orElse(false);
  }

  /// Whether a switch is given and on.
  public boolean isOn(String written) {
    return key(written)
        .map(byFlag::get)
        .map(a -> a.spelling().equals(a.flag().name()))
        .orElse(false);
  }

  public Optional<String> value(String written) {
    return key(written).map(byFlag::get).map(Argument::text);
  }

  /// These with one more; a flag that this version does not have, or that is given already, changes
  /// nothing. "" turns a switch on.
  public Arguments withDefault(String flag, String value) {
    var found = engine.flags().find(flag);
    if (found.isEmpty() || byFlag.containsKey(found.get().name())) {
      return this;
    }
    var copy = new LinkedHashMap<>(byFlag);
    copy.put(found.get().name(), argument(found.get(), value));
    return new Arguments(engine, copy);
  }

  /// These less one, by any of its names.
  public Arguments without(String written) {
    var copy = new LinkedHashMap<>(byFlag);
    key(written).ifPresent(copy::remove);
    return new Arguments(engine, copy);
  }

  private static Argument argument(Flag flag, String value) {
    return flag.type() == Flag.Type.SWITCH ? Argument.on(flag) : Argument.of(flag, List.of(value));
  }

  private Optional<String> key(String written) {
    return engine.flags().find(written).map(Flag::name);
  }
}
