package io.aimengine.catalog;

import java.util.List;

/// Makes the flags of a valid `*.flags.yaml`.
final class FlagReader {
  private FlagReader() {}

  static List<Flag> read(Fields in) {
    return in.list(
        "flags",
        f ->
            new Flag(
                f.text("name"),
                f.texts("aliases"),
                f.text("negation"),
                Fields.constant(Flag.Type.class, f.text("type")),
                f.flag("list"),
                f.texts("choices"),
                f.flag("deprecated"),
                f.flag("secret"),
                f.text("default"),
                f.text("help")));
  }
}
