package io.aimengine.flags;

import io.aimengine.api.Mark;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Flags as one place wrote them, in its order; a later layer wins over an earlier one. `path` is
/// where problems point (`spec.customArgs`); a switch has the value "".
public record FlagLayer(Origin origin, String path, Mark mark, Map<String, String> flags) {

  /// Who wrote a layer: a recipe's own `--port` is ignored with a note, a manifest's is an error.
  public enum Origin {
    RECIPE,
    MANIFEST
  }

  public FlagLayer {
    flags = Collections.unmodifiableMap(new LinkedHashMap<>(flags));
  }

  public static FlagLayer recipe(String path, Map<String, String> flags) {
    return new FlagLayer(Origin.RECIPE, path, Mark.NONE, flags);
  }

  public static FlagLayer manifest(String path, Map<String, String> flags) {
    return new FlagLayer(Origin.MANIFEST, path, Mark.NONE, flags);
  }
}
