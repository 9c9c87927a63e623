package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMRecipe;
import io.aimengine.api.v1alpha1.AIMRecipeStatus;
import io.aimengine.status.RecipeReporter;
import io.aimengine.status.RecipeReporter.Seen;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// One AIMRecipe: checked, its users told; its deletion waits for them.
@ControllerConfiguration(
    name = "aimrecipe",
    finalizerName = "aimrecipe.aim.engine.amd.com/finalizer",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
final class RecipeReconciler implements Reconciler<AIMRecipe>, Cleaner<AIMRecipe> {
  /// How soon to look again whether a namespace goes, while users elsewhere block a deletion.
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Recipes recipes;
  private final InstantSource clock;

  RecipeReconciler(Recipes recipes, InstantSource clock) {
    this.recipes = recipes;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, AIMRecipe>> prepareEventSources(
      EventSourceContext<AIMRecipe> context) {
    return recipes.sourcesOfRecipes(context);
  }

  @Override
  public UpdateControl<AIMRecipe> reconcile(AIMRecipe recipe, Context<AIMRecipe> context) {
    var changed = changed(recipe, recipes.users(recipe), false);
    return changed.map(UpdateControl::patchStatus).orElseGet(UpdateControl::noUpdate);
  }

  /// A namespace that goes takes its recipes along, whoever uses them from elsewhere.
  @Override
  public DeleteControl cleanup(AIMRecipe recipe, Context<AIMRecipe> context) {
    var users = recipes.users(recipe);
    var own = Recipes.namespace(recipe) + "/";
    var near = users.stream().anyMatch(user -> user.startsWith(own));
    if (users.isEmpty() || (!near && goes(context.getClient(), Recipes.namespace(recipe)))) {
      return DeleteControl.defaultDelete();
    }
    changed(recipe, users, true)
        .ifPresent(blocked ->
            context.getClient().resource(blocked).subresource("status").patch(Applier.APPLY));
    var waiting = DeleteControl.noFinalizerRemoval();
    return near ? waiting : waiting.rescheduleAfter(AGAIN);
  }

  /// Who may not ask does not block either.
  private static boolean goes(KubernetesClient client, String namespace) {
    try {
      var found = client.namespaces().withName(namespace).get();
      return found == null || Recipes.going(found);
    } catch (KubernetesClientException refused) {
      return true;
    }
  }

  private Optional<AIMRecipe> changed(AIMRecipe recipe, List<String> users, boolean blocked) {
    var meta = recipe.getMetadata();
    var before = Optional.<AIMRecipeStatus>ofNullable(recipe.getStatus());
    var seen = new Seen(meta.getGeneration(), recipes.check(recipe).problems(), users, blocked);
    var status = RecipeReporter.status(seen, before, clock.instant());
    if (before.filter(status::equals).isPresent()) {
      return Optional.empty();
    }
    var changed = new AIMRecipe();
    changed.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .build());
    changed.setStatus(status);
    return Optional.of(changed);
  }
}
