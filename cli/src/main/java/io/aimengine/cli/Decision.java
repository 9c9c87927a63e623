package io.aimengine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Recipe;
import io.aimengine.explain.Bundle;
import io.aimengine.explain.CatalogBytes;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.store.ArtifactRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The plans of one command: all that they are made from, and how they are made again from a
/// bundle.
final class Decision {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Catalog catalog;
  private final PlanOptions options;
  private final Requests.Read read;
  private final RecipeFiles files;
  private final Planning planning;
  private final Inventory inventory;
  private final ModelFiles models;
  private final List<String> modelPaths = new ArrayList<>();

  /// Where the file of a planned model is, "" when it is nowhere yet.
  private interface ModelFiles {
    String path(int index, Checkpoint checkpoint);
  }

  private Decision(
      App app,
      Catalog catalog,
      PlanOptions options,
      Requests.Read read,
      RecipeFiles files,
      Optional<Inventory> inventory,
      ModelFiles models) {
    this.catalog = catalog;
    this.options = options;
    this.read = read;
    this.files = files;
    this.planning = new Planning(app, catalog, options, files);
    this.inventory =
        inventory.orElseGet(
            () -> planning.asked(read.specs(), () -> Here.of(app, catalog).inventory()));
    this.models = models;
  }

  /// From this machine: its catalog, files, hardware and model cache. `modelPath` is where the
  /// models are, "" for wherever the store keeps them.
  static Decision here(
      App app, Common common, PlanOptions options, List<String> targets, String modelPath) {
    var read = Requests.read(app, targets);
    var catalog = Described.over(app, app.catalog(common), modelPath, read.models());
    options.check(catalog);
    var named = app.directory().resolve(modelPath).normalize().toString();
    return new Decision(
        app,
        catalog,
        options,
        read,
        RecipeFiles.of(app),
        Optional.empty(),
        (_, checkpoint) -> modelPath.isEmpty() ? cached(app, checkpoint) : named);
  }

  /// From a bundle alone: nothing of this machine is looked at.
  static Decision again(App app, Bundle bundle, Catalog catalog) {
    return new Decision(
        app,
        catalog,
        PlanOptions.of(bundle.options()),
        Requests.again(app, bundle.sources()),
        RecipeFiles.of(bundle.recipes()),
        Optional.of(bundle.inventory()),
        (index, checkpoint) -> recorded(bundle, index, checkpoint));
  }

  /// The wishes of a bundle on other hardware, with another catalog.
  static Decision today(App app, Bundle bundle, Catalog catalog, Inventory inventory) {
    return new Decision(
        app,
        catalog,
        PlanOptions.of(bundle.options()),
        Requests.again(app, bundle.sources()),
        RecipeFiles.of(bundle.recipes()),
        Optional.of(inventory),
        (index, checkpoint) -> recorded(bundle, index, checkpoint));
  }

  /// Only llama.cpp's command has the path of a file.
  private static String recorded(Bundle bundle, int index, Checkpoint checkpoint) {
    return checkpoint.format() == Checkpoint.Format.GGUF && index < bundle.modelPaths().size()
        ? bundle.modelPaths().get(index)
        : "";
  }

  private static String cached(App app, Checkpoint checkpoint) {
    if (checkpoint.format() != Checkpoint.Format.GGUF || checkpoint.artifacts().isEmpty()) {
      return "";
    }
    return app.store()
        .find(ArtifactRequest.of(checkpoint.id(), checkpoint.artifacts()))
        .map(stored -> stored.modelPath().toString())
        .orElse("");
  }

  Inventory inventory() {
    return inventory;
  }

  /// The recipes that an endpoint brings itself.
  List<Recipe> recipes(EndpointSpec spec) {
    return planning.recipes(spec);
  }

  /// What is wanted, the options of the command line laid over the manifests.
  List<EndpointSpec> specs() {
    return read.specs().stream().map(options::over).toList();
  }

  /// The view of each endpoint, every rejected candidate in it or only the nearest.
  List<PlanView> views(boolean everyRejected) {
    modelPaths.clear();
    var views = new ArrayList<PlanView>();
    var specs = specs();
    for (var i = 0; i < specs.size(); i++) {
      var outcome = outcome(i, specs.get(i), Optional.empty());
      views.add(Planning.view(specs.get(i), outcome, everyRejected).after(read.of(i)));
    }
    return views;
  }

  /// `current` is the label of what runs now.
  Outcome outcome(int index, EndpointSpec spec, Optional<String> current) {
    var launch = LaunchOptions.process().image(spec.image().reference().orElse(""));
    var outcome = planning.plan(spec, inventory, current, launch);
    var path =
        outcome.result() instanceof PlanResult.Planned(var plan, _)
            ? models.path(index, plan.candidate().checkpoint())
            : "";
    modelPaths.add(path);
    return path.isEmpty()
        ? outcome
        : planning.plan(spec, inventory, current, launch.model(path, ""));
  }

  /// Everything that these views depended on.
  Bundle bundle(List<PlanView> views) {
    return new Bundle(
        Version.number(),
        read.sources(),
        options.given(),
        files.texts(),
        modelPaths,
        inventory,
        CatalogBytes.of(catalog),
        text(views));
  }

  /// The decision as a bundle records it.
  static String text(List<PlanView> views) {
    try {
      return JSON.writeValueAsString(json(views)) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode json(List<PlanView> views) {
    var array = JsonNodeFactory.instance.arrayNode();
    views.forEach(view -> array.add(view.json()));
    return array;
  }
}
