package io.aimengine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.catalog.Catalog;
import io.aimengine.explain.Bundle;
import io.aimengine.explain.BundleFile;
import io.aimengine.explain.Drift;
import io.aimengine.explain.Question;
import io.aimengine.launch.Launch;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.local.run.EndpointStatus;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides again what was decided before, with today's catalog, and compares.
final class DriftFinder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final App app;
  private final Catalog catalog;

  DriftFinder(App app, Catalog catalog) {
    this.app = app;
    this.catalog = catalog;
  }

  /// Every endpoint of a saved decision, on its own hardware or on this machine's.
  List<Drift> ofBundle(BundleFile.Read read, boolean here) {
    var bundle = read.bundle().orElseThrow();
    var inventory = here ? Here.of(app, catalog).inventory() : today(bundle.inventory());
    var decision = Decision.today(app, bundle, catalog, inventory);
    var drifts = new ArrayList<Drift>();
    for (var i = 0; i < decision.specs().size(); i++) {
      drifts.add(drift(decision, i, decision.specs().get(i).name(), read));
    }
    return drifts;
  }

  /// An endpoint of this machine; its own devices count as free.
  Drift ofEndpoint(EndpointStatus status) {
    var inventory = Here.of(app, catalog).inventoryFor(status.name());
    var kept = KeptDecision.read(app, status.name());
    if (kept.isEmpty()) {
      return bare(status, inventory);
    }
    var bundle = kept.get().bundle().orElseThrow();
    var decision = Decision.today(app, bundle, catalog, inventory);
    return drift(decision, index(decision, status.name()), status.name(), kept.get());
  }

  private static int index(Decision decision, String name) {
    var names = decision.specs().stream().map(EndpointSpec::name).toList();
    return Math.max(0, names.indexOf(name));
  }

  private Drift drift(Decision decision, int index, String name, BundleFile.Read read) {
    var bundle = read.bundle().orElseThrow();
    var spec = decision.specs().get(index);
    var outcome = decision.outcome(index, spec, Optional.empty());
    return Drift.between(
        name,
        recorded(bundle, index),
        side(outcome),
        read.catalog().orElse(catalog),
        catalog,
        new Question(spec, decision.inventory(), decision.recipes(spec)));
  }

  /// The same devices as today's catalog describes them.
  private Inventory today(Inventory then) {
    var nodes =
        then.nodes().stream()
            .map(node ->
                new Inventory.Node(
                    node.name(),
                    node.cpus(),
                    node.memoryBytes(),
                    node.devices().stream()
                        .map(d ->
                            new Inventory.Devices(
                                catalog.accelerator(d.accelerator().name()).orElse(d.accelerator()),
                                d.total(),
                                d.free(),
                                d.memoryGib(),
                                d.partition()))
                        .toList()))
            .toList();
    return new Inventory(nodes, then.source());
  }

  /// Without a kept decision only the model is known, so a difference proves nothing.
  private Drift bare(EndpointStatus status, Inventory inventory) {
    var summary = status.spec().summary();
    var then =
        "%s / %s %s / %d x %s"
            .formatted(
                summary.recipe(),
                summary.engine(),
                summary.engineVersion(),
                summary.gpuCount(),
                summary.hardware());
    var spec = EndpointSpec.ofModel(summary.model()).withName(status.name());
    var outcome =
        new EndpointPipeline(catalog)
            .run(spec, inventory, List.of(), Optional.empty(), LaunchOptions.process());
    var now = side(outcome).candidate();
    var same = then.equals(now);
    return new Drift(
        status.name(),
        same ? Drift.Kind.NONE : Drift.Kind.UNKNOWN,
        then,
        now,
        same
            ? List.of()
            : List.of(
                "it was started before decisions were kept, so its wishes are not known: this is"
                    + " the plan of the bare model"),
        List.of());
  }

  private static Drift.Side side(Outcome outcome) {
    return switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) ->
          new Drift.Side(
              plan.candidate().label(),
              outcome.launch().map(Launch::image).orElse(""),
              outcome.launch().map(Launch::command).orElse(List.of()),
              outcome.launch().map(Launch::env).orElse(Map.of()));
      case PlanResult.Infeasible _ -> Drift.Side.none();
    };
  }

  /// What a bundle says that was decided for one of its endpoints.
  private static Drift.Side recorded(Bundle bundle, int index) {
    try {
      var all = JSON.readTree(bundle.decision());
      var one = all.path(all.size() == 1 ? 0 : index);
      if (one.path("recipe_id").asText().isEmpty()) {
        return Drift.Side.none();
      }
      return new Drift.Side(
          "%s / %s %s / %d x %s"
              .formatted(
                  one.path("recipe_id").asText(),
                  one.path("engine").asText(),
                  one.path("engine_version").asText(),
                  one.path("gpu_count").asInt(),
                  one.path("hardware").asText()),
          one.path("image").asText(),
          texts(one.path("command")),
          map(one.path("env")));
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          Exit.USAGE, "bundle.damaged", "decision.json of the bundle is no JSON", "");
    }
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static Map<String, String> map(JsonNode object) {
    var map = new LinkedHashMap<String, String>();
    object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }
}
