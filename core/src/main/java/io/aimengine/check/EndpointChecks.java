package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Accelerator.Kind;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.ManifestFlags;
import io.aimengine.plan.PlanResult;
import io.aimengine.plan.Planner;
import io.aimengine.spec.CacheManifest;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Manifest;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import java.util.List;
import java.util.Optional;

/// What is wrong with the endpoints and caches of a file: their fields, and what they name.
final class EndpointChecks {
  private static final String USUAL = "MI300X";

  private final Catalog catalog;
  private final Noted noted = new Noted();

  private EndpointChecks(Catalog catalog) {
    this.catalog = catalog;
  }

  static List<Finding> of(Catalog catalog, Source file) {
    var checks = new EndpointChecks(catalog);
    file.manifests().forEach(checks::manifest);
    return checks.noted.all();
  }

  private void manifest(Manifest manifest) {
    switch (manifest.kind()) {
      case ENDPOINT -> endpoint(manifest);
      case CACHE ->
          CacheManifest.check(manifest.node()).forEach(p -> noted.add(p, Optional.empty()));
      case RECIPE -> {}
    }
  }

  private void endpoint(Manifest manifest) {
    var normalized = EndpointNormalizer.normalize(manifest.node());
    normalized.problems().forEach(problem -> noted.add(problem, Optional.empty()));
    normalized.read().ifPresent(spec -> references(manifest.node(), spec));
  }

  private void references(YamlNode node, EndpointSpec spec) {
    var inventory = inventory(spec);
    var blockers = new Planner(catalog).blockers(spec, inventory, List.of());
    var errors = ManifestFlags.errors(catalog, spec, inventory);
    if (blockers.isEmpty() && errors.isEmpty()) {
      fits(node, spec, inventory);
    }
    for (var objection : blockers) {
      var path = path(objection.code());
      noted.add(
          objection.code(), path, place(node, path), objection.message(), "", Optional.empty());
    }
    for (var problem : errors) {
      noted.add(problem, problem.path(), flag(node, problem), Optional.empty());
    }
    token(node, spec);
  }

  /// Whether a node of 8 of the GPUs that are named could serve it at all. A recipe of the user's
  /// own may say otherwise.
  private void fits(YamlNode node, EndpointSpec spec, Inventory inventory) {
    var gpus =
        spec.wishes().hardware().flatMap(catalog::accelerator).filter(a -> a.kind() == Kind.GPU);
    if (gpus.isEmpty() || !(spec.wishes().recipe() instanceof RecipeChoice.Auto)) {
      return;
    }
    switch (new Planner(catalog).plan(spec.withReplicas(1), inventory)) {
      case PlanResult.Planned _ -> {}
      case PlanResult.Infeasible(var why) ->
          noted.add(
              "endpoint.infeasible",
              "spec.hardware",
              place(node, "spec.hardware"),
              "nothing that serves %s as it is asked for fits a node of 8 x %s"
                  .formatted(spec.model().id(), inventory.source()),
              why.suggestions().stream().findFirst().orElse("`aim-engine plan` says why"),
              Optional.empty());
    }
  }

  /// Devices of the hardware that is asked for; which ones there are is for the planner to see.
  private Inventory inventory(EndpointSpec spec) {
    var wished = spec.wishes().hardware().flatMap(catalog::accelerator);
    var devices =
        wished
            .or(() -> catalog.accelerator(USUAL))
            .map(a -> new Inventory.Devices(a, 8, 8, a.memoryGib(), ""));
    var node = new Inventory.Node("", 0, 0, devices.stream().toList());
    return new Inventory(List.of(node), wished.map(Accelerator::name).orElse(USUAL));
  }

  private static String path(String code) {
    return switch (code) {
      case "hardware.unknown" -> "spec.hardware";
      case "recipe.unknown" -> "spec.customRecipe";
      default -> "spec.model";
    };
  }

  private static Mark place(YamlNode node, String path) {
    var spec = Noted.entry(node, "spec").map(Entry::value).orElse(node);
    return switch (path) {
      case "spec.hardware" -> first(node, spec, "hardware", "recipe");
      case "spec.customRecipe" -> first(node, spec, "customRecipe", "recipe");
      default -> first(node, spec, "model", "modelId");
    };
  }

  private static Mark first(YamlNode node, YamlNode spec, String... keys) {
    for (var key : keys) {
      var found = Noted.entry(spec, key);
      if (found.isPresent()) {
        return found.get().value().mark();
      }
    }
    return node.mark();
  }

  private static Mark flag(YamlNode node, Problem problem) {
    var written = problem.path().replaceFirst("^spec\\.customArgs\\.", "");
    return find(node, written).map(Entry::keyMark).orElse(node.mark());
  }

  /// Flags may stand at the top of the spec or under an engine.
  private static Optional<Entry> find(YamlNode node, String key) {
    return switch (node) {
      case YamlNode.Mapping m ->
          m.entry(key)
              .or(() ->
                  m.entries().values().stream()
                      .flatMap(e -> find(e.value(), key).stream())
                      .findFirst());
      case YamlNode.Sequence _, YamlNode.Scalar _ -> Optional.empty();
    };
  }

  private void token(YamlNode node, EndpointSpec spec) {
    var model = catalog.model(spec.model().id());
    var gated =
        model.isPresent()
            && (model.get().gated()
                || model.get().checkpoint(spec.model().id()).map(c -> c.gated()).orElse(false));
    if (!gated || spec.env().stream().anyMatch(v -> v.name().equals("HF_TOKEN"))) {
      return;
    }
    noted.add(
        "endpoint.gated-token",
        "spec.env",
        place(node, "spec.model"),
        spec.model().id() + " is gated: its download needs a token",
        "add env HF_TOKEN with valueFrom.secretKeyRef; on this machine set HF_TOKEN",
        Optional.empty());
  }
}
