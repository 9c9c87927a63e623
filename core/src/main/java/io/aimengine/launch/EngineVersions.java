package io.aimengine.launch;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds the catalog's entry for the engine version that a machine has.
public final class EngineVersions {
  private static final String FLAG = "--engine-version-as";

  private EngineVersions() {}

  /// What was found, and what there is to say about it.
  public record Resolved(Optional<EngineVersion> version, List<Problem> problems) {
    public Resolved {
      problems = List.copyOf(problems);
    }
  }

  /// `found` is what the binary on the PATH says of itself (`0.33.0`, `0.32.0+cpu`, `v0.33.0`);
  /// `as` is `--engine-version-as`, "" when not given.
  public static Resolved resolve(Catalog catalog, Engine engine, String found, String as) {
    if (!as.isBlank()) {
      return named(catalog, engine, found, as.strip());
    }
    var version = known(catalog, engine, found);
    if (version.isPresent()) {
      return new Resolved(version, List.of());
    }
    return new Resolved(
        Optional.empty(),
        List.of(
            unknown(
                "engine",
                engine.id()
                    + " "
                    + shown(found)
                    + " is not in the catalog, which knows "
                    + listed(catalog, engine),
                "treat it as a known one at your own risk by "
                    + FLAG
                    + " VERSION, or install one"
                    + " of these")));
  }

  private static Resolved named(Catalog catalog, Engine engine, String found, String as) {
    var version = known(catalog, engine, as);
    if (version.isEmpty()) {
      return new Resolved(
          Optional.empty(),
          List.of(
              unknown(
                  FLAG,
                  engine.id() + " " + shown(as) + " is not in the catalog",
                  "use one of " + listed(catalog, engine))));
    }
    if (known(catalog, engine, found).equals(version)) {
      return new Resolved(version, List.of());
    }
    return new Resolved(
        version,
        List.of(
            Problem.warning(
                "launch.engine-version-as",
                FLAG,
                Mark.NONE,
                engine.id()
                    + " "
                    + shown(found)
                    + " is treated as "
                    + version.get().version()
                    + ": its own flags were never checked",
                "")));
  }

  /// Reads the version without a leading v, and its local label as the build's platform:
  /// `0.32.0+cpu` and `0.32.0-cpu` are the CPU build of 0.32.0, which the catalog calls as vLLM
  /// does; `0.33.0+rocm721` is a ROCm one. Other labels (`+cu128`) are builds that it does not
  /// know.
  private static Optional<EngineVersion> known(Catalog catalog, Engine engine, String said) {
    var plain = said.strip().toLowerCase(Locale.ROOT);
    var parts = (plain.startsWith("v") ? plain.substring(1) : plain).split("[+-]", 2);
    var label = parts.length == 1 ? "" : parts[1];
    if (label.isEmpty() || label.startsWith("rocm")) {
      return catalog.engine(engine, parts[0]);
    }
    return catalog.engine(engine, parts[0] + "+" + label);
  }

  private static Problem unknown(String path, String message, String hint) {
    return Problem.error("launch.unknown-engine-version", path, Mark.NONE, message, hint);
  }

  private static String listed(Catalog catalog, Engine engine) {
    var versions =
        catalog.engines().stream()
            .filter(known -> known.engine() == engine)
            .map(EngineVersion::version)
            .toList();
    return versions.isEmpty() ? "none" : String.join(", ", versions);
  }

  private static String shown(String version) {
    return version.isBlank() ? "of an unknown version" : version.strip();
  }
}
