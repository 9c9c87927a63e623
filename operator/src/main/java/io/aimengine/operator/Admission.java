package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMRecipe;
import io.aimengine.operator.Planning.Planned;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.Objection;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/// Judges what somebody writes, as the operator would judge it afterwards: what stays wrong
/// whatever hardware and objects come is refused, all of it at once; what they could mend is a
/// warning.
final class Admission {
  /// What only another catalog could mend.
  private static final Set<String> MISTAKES = Set.of("model.unknown", "hardware.unknown");

  private static final int MOST_WARNINGS = 10;
  private static final int LONGEST_WARNING = 250;
  private static final int LONGEST_REFUSAL = 8_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Recipes recipes;
  private final BiFunction<AIMEndpoint, EndpointSpec, Planned> planning;

  /// `planning` says what would become of an endpoint now, and promises nothing.
  Admission(Recipes recipes, BiFunction<AIMEndpoint, EndpointSpec, Planned> planning) {
    this.recipes = recipes;
    this.planning = planning;
  }

  /// Sentences with their codes.
  private record Judgement(List<String> refused, List<String> warnings) {
    private Judgement() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    private void add(List<Problem> problems) {
      for (var problem : problems) {
        switch (problem.severity()) {
          case ERROR -> refused.add(sentence(problem.code(), at(problem)));
          case WARNING -> warnings.add(sentence(problem.code(), at(problem)));
          case NOTE -> {}
        }
      }
    }
  }

  private static String at(Problem problem) {
    return (problem.path().isEmpty() ? "" : problem.path() + ": ") + problem.message();
  }

  private static String sentence(String code, String text) {
    return "[" + code + "] " + text;
  }

  /// The answer to an AdmissionReview of `admission.k8s.io/v1`.
  ///
  /// @throws IllegalArgumentException when it is none
  JsonNode answer(JsonNode review) {
    var request = review.path("request");
    if (!request.path("uid").isTextual() || !request.path("kind").path("kind").isTextual()) {
      throw new IllegalArgumentException("no AdmissionReview with a request");
    }
    var judgement = settled(request) ? new Judgement() : judge(request);
    var answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "admission.k8s.io/v1")
            .put("kind", "AdmissionReview");
    var response =
        answer
            .putObject("response")
            .put("uid", request.path("uid").asText())
            .put("allowed", judgement.refused().isEmpty());
    if (!judgement.refused().isEmpty()) {
      response
          .putObject("status")
          .put("code", 422)
          .put("reason", "Invalid")
          .put("message", shortened(String.join("; ", judgement.refused()), LONGEST_REFUSAL));
    } else if (!judgement.warnings().isEmpty()) {
      var warnings = response.putArray("warnings");
      judgement.warnings().stream()
          .limit(MOST_WARNINGS)
          .forEach(warning -> warnings.add(shortened(warning, LONGEST_WARNING)));
    }
    return answer;
  }

  /// What goes, and what is changed in nothing but its metadata: labels and finalizers of older
  /// objects are nobody's mistake.
  private static boolean settled(JsonNode request) {
    var object = request.path("object");
    return !object.isObject()
        || object.path("metadata").has("deletionTimestamp")
        || (request.path("oldObject").isObject()
            && object.path("spec").equals(request.path("oldObject").path("spec")));
  }

  private Judgement judge(JsonNode request) {
    var judgement = new Judgement();
    var object = request.path("object");
    switch (request.path("kind").path("kind").asText()) {
      case "AIMEndpoint" -> endpoint(read(object, AIMEndpoint.class), judgement);
      case "AIMRecipe" -> judgement.add(recipes.checkNow(read(object, AIMRecipe.class)).problems());
      case "AIMCache" -> judgement.add(CacheReconciler.problems(read(object, AIMCache.class)));
      default -> {}
    }
    return judgement;
  }

  private static <T> T read(JsonNode object, Class<T> type) {
    try {
      return JSON.treeToValue(object, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no " + type.getSimpleName(), e);
    }
  }

  private void endpoint(AIMEndpoint endpoint, Judgement judgement) {
    var normalized = ManifestText.normalize(endpoint);
    judgement.add(normalized.problems());
    if (normalized.spec().isEmpty()) {
      return;
    }
    var spec = normalized.spec().get();
    if (spec.wishes().recipe() instanceof RecipeChoice.Inline(var content)) {
      var problems = recipes.written(content).problems();
      judgement.add(problems);
      if (problems.stream().anyMatch(Problem::isError)) {
        return;
      }
    }
    var outcome =
        planning.apply(endpoint, spec.withReplicas(EndpointReconciler.replicas(spec))).outcome();
    judgement.add(outcome.problems());
    switch (outcome.result()) {
      case PlanResult.Planned _ -> {}
      case PlanResult.Infeasible(var why) -> infeasible(spec, why, judgement);
    }
  }

  private static void infeasible(EndpointSpec spec, Explanation why, Judgement judgement) {
    for (var blocker : why.blockers()) {
      var said = sentence(blocker.code(), blocker.message());
      var list = MISTAKES.contains(blocker.code()) ? judgement.refused() : judgement.warnings();
      if (!list.contains(said) && !known(judgement, blocker)) {
        list.add(said);
      }
    }
    if (why.blockers().isEmpty() && judgement.refused().isEmpty()) {
      var model = spec.model().id();
      judgement
          .warnings()
          .add(
              why.suggestions().isEmpty()
                  ? sentence(
                      "plan.never-fits",
                      "nothing serves " + model + " as it is asked for, on no hardware known")
                  : sentence(
                      "plan.infeasible",
                      "nothing that serves "
                          + model
                          + " fits now; would fit: "
                          + why.suggestions().getFirst()));
    }
  }

  /// The pipeline tells blockers as problems too where flags are wrong.
  private static boolean known(Judgement judgement, Objection blocker) {
    return judgement.refused().stream().anyMatch(s -> s.startsWith("[" + blocker.code() + "]"));
  }

  private static String shortened(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
  }
}
