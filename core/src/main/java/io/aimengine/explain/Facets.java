package io.aimengine.explain;

import io.aimengine.api.Nearest;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person means by `sglang`, `4 fp8`, `8xMI325X`, a recipe's id or a whole label: the parts
/// that a candidate must have. Empty parts match anything.
record Facets(
    Optional<Engine> engine,
    Optional<String> version,
    OptionalInt gpus,
    Optional<Precision> precision,
    Optional<Accelerator> hardware,
    Optional<String> recipe,
    List<String> unknown) {
  private static final Pattern COUNT =
      Pattern.compile("(\\d{1,4})(?:gpus?|\\s*[xX*]\\s*([A-Za-z]\\w*))?");
  private static final Pattern VERSION = Pattern.compile("v?(\\d+(?:\\.\\d+)+)");

  Facets {
    unknown = List.copyOf(unknown);
  }

  /// Reads `text` with the names of this catalog and of these candidates.
  static Facets read(String text, Catalog catalog, List<Verdict> known) {
    var reader = new Reader(catalog, known.stream().map(v -> v.candidate().name()).toList());
    var spaced = text.strip().replaceAll("(\\d)\\s*[xX*]\\s*(?=[A-Za-z])", "$1x");
    for (var term : spaced.split("[\\s,]+|\\s+/\\s+")) {
      if (!term.equals("/")) {
        reader.term(term);
      }
    }
    return reader.facets();
  }

  boolean matches(Candidate candidate) {
    return engine.filter(e -> e != candidate.engine().engine()).isEmpty()
        && version.filter(v -> !v.equals(candidate.engine().version())).isEmpty()
        && (gpus.isEmpty() || gpus.getAsInt() == candidate.gpuCount())
        && precision.filter(p -> p != candidate.checkpoint().precision()).isEmpty()
        && hardware.filter(h -> !h.name().equals(candidate.accelerator().name())).isEmpty()
        && recipe.filter(r -> !r.equalsIgnoreCase(candidate.name())).isEmpty();
  }

  /// The parts of one candidate, all of them.
  static Facets of(Candidate candidate) {
    return new Facets(
        Optional.of(candidate.engine().engine()),
        Optional.of(candidate.engine().version()),
        OptionalInt.of(candidate.gpuCount()),
        Optional.of(candidate.checkpoint().precision()),
        Optional.of(candidate.accelerator()),
        Optional.of(candidate.name()),
        List.of());
  }

  private static final class Reader {
    private final Catalog catalog;
    private final List<String> names;
    private final List<String> unknown = new ArrayList<>();
    private Facets found =
        new Facets(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    Reader(Catalog catalog, List<String> names) {
      this.catalog = catalog;
      this.names = names;
    }

    Facets facets() {
      return new Facets(
          found.engine,
          found.version,
          found.gpus,
          found.precision,
          found.hardware,
          found.recipe,
          unknown);
    }

    private void term(String term) {
      var count = COUNT.matcher(term);
      var version = VERSION.matcher(term);
      var recipe = recipe(term);
      if (recipe.isPresent()) {
        found = found.with(found.gpus, found.hardware, recipe);
      } else if (count.matches()
          && named(count).map(n -> catalog.accelerator(n).isPresent()).orElse(true)) {
        found =
            found.with(
                OptionalInt.of(Integer.parseInt(count.group(1))),
                named(count).flatMap(catalog::accelerator).or(() -> found.hardware),
                found.recipe);
      } else if (catalog.accelerator(term).isPresent()) {
        found = found.with(found.gpus, catalog.accelerator(term), found.recipe);
      } else if (Engine.parse(term).isPresent()) {
        found = found.with(Engine.parse(term), found.version, found.precision);
      } else if (Precision.parse(term).isPresent()) {
        found = found.with(found.engine, found.version, Precision.parse(term));
      } else if (version.matches()) {
        found = found.with(found.engine, Optional.of(version.group(1)), found.precision);
      } else {
        unknown.add(
            term + Nearest.of(term, names).map(n -> "; did you mean " + n + "?").orElse(""));
      }
    }

    /// `MI300X` of `8xMI300X`.
    private static Optional<String> named(Matcher count) {
      return Optional.ofNullable(count.group(2));
    }

    private Optional<String> recipe(String term) {
      return names.stream()
          .filter(term::equalsIgnoreCase)
          .findFirst()
          .or(() ->
              catalog.recipes().stream()
                  .map(r -> r.id())
                  .filter(id -> id.equalsIgnoreCase(term))
                  .findFirst())
          .map(name -> name.toLowerCase(Locale.ROOT));
    }
  }

  private Facets with(
      OptionalInt newGpus, Optional<Accelerator> newHardware, Optional<String> newRecipe) {
    return new Facets(engine, version, newGpus, precision, newHardware, newRecipe, unknown);
  }

  private Facets with(
      Optional<Engine> newEngine, Optional<String> newVersion, Optional<Precision> newPrecision) {
    return new Facets(newEngine, newVersion, gpus, newPrecision, hardware, recipe, unknown);
  }
}
