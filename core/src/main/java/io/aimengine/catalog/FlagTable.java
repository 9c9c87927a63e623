package io.aimengine.catalog;

import java.util.Collection;
import java.util.Optional;

/// The flags of one engine version. Read on first use: a table has hundreds.
public interface FlagTable {
  /// The flag that a written name (`--tp`, `-tp`, `--no-x`, `max_model_len`) means in this version.
  /// Unambiguous prefixes are not accepted: a later version may make them ambiguous.
  Optional<Flag> find(String written);

  Collection<Flag> all();

  /// The name most like a written one, for hints.
  Optional<String> nearest(String written);
}
