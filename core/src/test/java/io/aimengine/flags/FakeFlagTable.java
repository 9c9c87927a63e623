package io.aimengine.flags;

import io.aimengine.catalog.Flag;
import io.aimengine.catalog.FlagTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A flag table written by hand: `--name|alias|alias` lines of one type.
public final class FakeFlagTable implements FlagTable {
  private final List<Flag> flags = new ArrayList<>();

  public FakeFlagTable add(Flag.Type type, String names, String... choices) {
    return add(type, names, "", false, choices);
  }

  public FakeFlagTable list(Flag.Type type, String names) {
    return add(type, names, "", true);
  }

  public FakeFlagTable negatable(String names, String negation) {
    return add(Flag.Type.SWITCH, names, negation, false);
  }

  public FakeFlagTable secret(String name) {
    flags.add(new Flag(name, List.of(), "", Flag.Type.TEXT, false, List.of(), false, true, "", ""));
    return this;
  }

  /// A switch that is on by default.
  public FakeFlagTable on(String name) {
    flags.add(
        new Flag(
            name, List.of(), "", Flag.Type.SWITCH, false, List.of(), false, false, "true", ""));
    return this;
  }

  public FakeFlagTable deprecated(String name, String help) {
    flags.add(
        new Flag(name, List.of(), "", Flag.Type.SWITCH, false, List.of(), true, false, "", help));
    return this;
  }

  private FakeFlagTable add(
      Flag.Type type, String names, String negation, boolean list, String... choices) {
    var all = List.of(names.split("\\|"));
    flags.add(
        new Flag(
            all.getFirst(),
            all.subList(1, all.size()),
            negation,
            type,
            list,
            List.of(choices),
            false,
            false,
            "",
            ""));
    return this;
  }

  @Override
  public Optional<Flag> find(String written) {
    return flags.stream()
        .filter(flag ->
            flag.name().equals(written)
                || flag.aliases().contains(written)
                || (!written.isEmpty() && flag.negation().equals(written)))
        .findFirst();
  }

  @Override
  public Collection<Flag> all() {
    return List.copyOf(flags);
  }

  @Override
  public Optional<String> nearest(String written) {
    return flags.stream().map(Flag::name).filter(n -> n.charAt(2) == written.charAt(2)).findFirst();
  }
}
