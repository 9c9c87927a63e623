package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.SelectedRecipe;
import io.aimengine.api.v1alpha1.AIMRecipe;
import io.aimengine.api.v1alpha1.AIMRecipeStatus;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Recipe;
import io.aimengine.check.Checks;
import io.aimengine.check.Finding;
import io.aimengine.plan.Plan;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.yaml.Yaml;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The AIMRecipes that endpoints may use: those that the checks accept. An endpoint sees its own
/// namespace's, and the one that it names.
final class Recipes {
  private static final int KEPT = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Catalog catalog;
  private final Checks checks;
  private final Map<String, Checked> checked =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Checked> eldest) {
              return size() > KEPT;
            }
          });
  private final Relay<AIMRecipe> there = new Relay<>(AIMRecipe.class);
  private final Relay<AIMEndpoint> endpoints = new Relay<>(AIMEndpoint.class);

  /// What is said of a recipe; `recipe` is there when nothing of it is an error.
  record Checked(List<Problem> problems, Optional<Recipe> recipe) {}

  Recipes(Catalog catalog) {
    this.catalog = catalog;
    this.checks = new Checks(catalog);
  }

  /// The endpoints that are watched.
  Relay<AIMEndpoint> endpoints() {
    return endpoints;
  }

  /// For endpoints: a changed recipe wakes its users and all that may choose it.
  List<EventSource<?, AIMEndpoint>> sourcesOfEndpoints(EventSourceContext<AIMEndpoint> context) {
    var all = context.getPrimaryCache();
    return List.of(
        endpoints.mouth(context),
        there.ear(
            recipe ->
                all.list(endpoint ->
                        namespace(endpoint).equals(namespace(recipe)) || uses(endpoint, recipe))
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()),
            (now, before) ->
                !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                    || going(now) != going(before)));
  }

  /// For recipes: an endpoint wakes those that it uses, and those that say that it does.
  List<EventSource<?, AIMRecipe>> sourcesOfRecipes(EventSourceContext<AIMRecipe> context) {
    var all = context.getPrimaryCache();
    return List.of(
        there.mouth(context),
        endpoints.ear(
            endpoint ->
                all.list(recipe -> uses(endpoint, recipe) || lists(recipe, endpoint))
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()),
            (_, _) -> true));
  }

  private static boolean lists(AIMRecipe recipe, AIMEndpoint endpoint) {
    return Optional.ofNullable(recipe.getStatus())
        .map(AIMRecipeStatus::usage)
        .map(usage -> usage.endpoints())
        .filter(listed -> listed.contains(GpuPod.key(endpoint)))
        .isPresent();
  }

  /// The endpoints that use a recipe, `namespace/name`.
  List<String> users(AIMRecipe recipe) {
    return endpoints
        .list(endpoint -> !going(endpoint) && uses(endpoint, recipe))
        .map(GpuPod::key)
        .sorted()
        .toList();
  }

  /// Whether an endpoint runs by a recipe, or asks for it by name.
  static boolean uses(AIMEndpoint endpoint, AIMRecipe recipe) {
    var name = recipe.getMetadata().getName();
    var selected =
        Optional.ofNullable(endpoint.getStatus())
            .map(status -> status.selectedRecipe())
            .filter(s -> name.equals(s.name()))
            .map(SelectedRecipe::namespace)
            .filter(ns -> ns.equals(namespace(recipe)));
    return selected.isPresent()
        || ManifestText.normalize(endpoint)
            .spec()
            .filter(spec ->
                spec.wishes().recipe() instanceof RecipeChoice.Named(var asked, _)
                    && asked.equals(name)
                    && spec.recipeNamespace().equals(namespace(recipe)))
            .isPresent();
  }

  /// The recipes of an endpoint's namespace that may be used, or the one in its manifest. One that
  /// is to be deleted is for those that run by it already.
  List<Recipe> of(EndpointSpec spec, Optional<String> current) {
    if (spec.wishes().recipe() instanceof RecipeChoice.Inline(var content)) {
      return written(content).recipe().stream().toList();
    }
    return usable(
        there.list(
            spec.recipeNamespace(),
            recipe ->
                !going(recipe)
                    || current
                        .filter(c -> c.startsWith(recipe.getMetadata().getName() + " / "))
                        .isPresent()));
  }

  /// Those that the checks accept, in the order of their ids.
  List<Recipe> usable(Stream<AIMRecipe> recipes) {
    return recipes
        .map(this::check)
        .flatMap(c -> c.recipe().stream())
        .sorted(Comparator.comparing(Recipe::id))
        .toList();
  }

  /// The recipe that a manifest has in itself.
  Checked written(String content) {
    return checked("spec.customRecipe.recipeContent", content);
  }

  /// The namespace of the AIMRecipe that a plan is made by.
  Optional<String> namespaceOf(Plan plan) {
    var spec = plan.spec();
    if (spec.wishes().recipe() instanceof RecipeChoice.Inline) {
      return Optional.empty();
    }
    return of(spec, Optional.of(plan.candidate().label())).stream()
            .anyMatch(recipe -> recipe.id().equals(plan.candidate().name()))
        ? Optional.of(spec.recipeNamespace())
        : Optional.empty();
  }

  /// Checked once for each generation.
  Checked check(AIMRecipe recipe) {
    var meta = recipe.getMetadata();
    var key = meta.getUid() + "/" + meta.getGeneration();
    var known = checked.get(key);
    if (known != null) {
      return known;
    }
    var found = checkNow(recipe);
    checked.put(key, found);
    return found;
  }

  /// The same for one that no API server has taken yet.
  Checked checkNow(AIMRecipe recipe) {
    return checked(recipe.getMetadata().getName(), text(recipe));
  }

  private Checked checked(String name, String text) {
    var problems =
        checks.check(Map.of(name, text)).findings().stream().map(Finding::problem).toList();
    if (problems.stream().anyMatch(Problem::isError)) {
      return new Checked(problems, Optional.empty());
    }
    var node = Yaml.parse(name, text).documents().getFirst();
    return new Checked(
        problems, Optional.of(Catalogs.recipe(Catalogs.recipeDocument(node), catalog)));
  }

  static String text(AIMRecipe recipe) {
    try {
      ObjectNode tree = JSON.valueToTree(recipe);
      tree.remove("status");
      ((ObjectNode) tree.get("metadata")).retain(Set.of("name", "namespace"));
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace();
  }

  static boolean going(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }
}
