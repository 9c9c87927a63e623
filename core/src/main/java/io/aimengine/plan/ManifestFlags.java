package io.aimengine.plan;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The mistakes in a manifest's own engine flags, found before any candidate is judged: without
/// this an unknown flag would look like hardware on which nothing fits.
public final class ManifestFlags {
  private static final String PATH = "spec.customArgs";

  private ManifestFlags() {}

  /// One error per flag that no engine which could serve here takes. A flag that one of them takes
  /// is none: the planner then leaves the others out.
  public static List<Problem> errors(Catalog catalog, EndpointSpec spec, Inventory inventory) {
    var byFlag = new LinkedHashMap<String, List<Problem>>();
    var taken = new LinkedHashMap<String, Integer>();
    for (var engine : new ServingEngines(catalog, Wanted.of(spec), inventory).all()) {
      var args = spec.wishes().args().getOrDefault(engine.engine(), Map.of());
      var wrong = wrong(engine, args);
      for (var flag : args.keySet()) {
        var errors = wrong.stream().filter(p -> p.path().equals(PATH + "." + flag)).toList();
        byFlag.computeIfAbsent(flag, _ -> new ArrayList<>()).addAll(errors);
        taken.merge(flag, errors.isEmpty() ? 1 : 0, Integer::sum);
      }
    }
    return byFlag.entrySet().stream()
        .filter(e -> taken.getOrDefault(e.getKey(), 0) == 0)
        .map(e -> joined(e.getValue()))
        .toList();
  }

  /// The error of an option that is another flag in each engine; empty when an engine that could
  /// serve here takes its own.
  public static Optional<Problem> error(
      Catalog catalog,
      EndpointSpec spec,
      Inventory inventory,
      String option,
      Map<Engine, Map<String, String>> flags) {
    var said = new ArrayList<Problem>();
    for (var engine : new ServingEngines(catalog, Wanted.of(spec), inventory).all()) {
      var errors = wrong(engine, flags.getOrDefault(engine.engine(), Map.of()));
      if (errors.isEmpty()) {
        return Optional.empty();
      }
      errors.forEach(error -> said.add(by(engine, error)));
    }
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.error(
                said.getFirst().code(),
                option,
                Mark.NONE,
                sentences(said, true),
                sentences(said, false)));
  }

  /// An error whose way out is this engine's.
  private static Problem by(EngineVersion engine, Problem error) {
    return error.hint().isEmpty()
        ? error
        : Problem.error(
            error.code(),
            error.path(),
            error.mark(),
            error.message(),
            engine.label() + ": " + error.hint());
  }

  /// The engines that could serve here and take all of the manifest's flags for them.
  public static List<Engine> taking(Catalog catalog, EndpointSpec spec, Inventory inventory) {
    return new ServingEngines(catalog, Wanted.of(spec), inventory)
        .all().stream()
            .filter(
                e -> wrong(e, spec.wishes().args().getOrDefault(e.engine(), Map.of())).isEmpty())
            .map(EngineVersion::engine)
            .distinct()
            .toList();
  }

  private static List<Problem> wrong(EngineVersion engine, Map<String, String> args) {
    var layer = FlagLayer.manifest(PATH, args);
    return FlagLayers.merge(FlagContext.of(engine, false, 0), List.of(layer)).problems().stream()
        .filter(Problem::isError)
        .toList();
  }

  /// What each engine says of a flag, as one problem.
  private static Problem joined(List<Problem> said) {
    var first = said.getFirst();
    return Problem.error(
        first.code(), first.path(), Mark.NONE, sentences(said, true), sentences(said, false));
  }

  private static String sentences(List<Problem> said, boolean messages) {
    return said.stream()
        .map(p -> messages ? p.message() : p.hint())
        .filter(text -> !text.isEmpty())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
