package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of an endpoint.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AIMEndpointStatus(
    @Nullable Long observedGeneration,
    @JsonPropertyDescription("Pending, Reconciling, Ready, Degraded or Failed")
        @Nullable String phase,
    @Nullable List<Condition> conditions,
    @JsonPropertyDescription("The model's id, whatever spelling the spec has")
        @Nullable String model,
    @Nullable SelectedRecipe selectedRecipe,
    @JsonPropertyDescription("Why this recipe, and why not others") @Nullable Selection selection,
    @Nullable Endpoints endpoints,
    @Nullable Replicas replicas,
    @JsonPropertyDescription("Selects the pods; for scalers") @LabelSelector
        @Nullable String selector,
    @JsonPropertyDescription("How the newest replica starts; what nobody can see is absent")
        @Nullable Startup startup,
    @JsonPropertyDescription("Where the operator itself scales: what it wants, and why")
        @Nullable Scaling scaling,
    @Nullable Metrics metrics,
    @JsonPropertyDescription("The release that is tried, or was tried last")
        @Nullable Canary canary) {

  /// The recipe that serves.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SelectedRecipe(
      @Nullable String name,
      @JsonPropertyDescription("The repository whose weights are served")
          @Nullable String checkpoint,
      @JsonPropertyDescription("Of an AIMRecipe; absent when the recipe is shipped or generated")
          @Nullable String namespace,
      @Nullable Integer gpuCount,
      @Nullable String precision,
      @Nullable String backend,
      @Nullable String hardware,
      @Nullable String engineVersion,
      @JsonPropertyDescription("tested, published, curated or generated")
          @Nullable String origin) {}

  /// The decision; a bounded part of what `aim-engine explain` tells.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Selection(
      @Nullable String chosen,
      @Nullable List<String> reasons,
      @Nullable List<Rejected> rejected,
      @JsonPropertyDescription("Rejected candidates that are not listed")
          @Nullable Integer rejectedMore,
      @JsonPropertyDescription("What would make it fit") @Nullable List<String> suggestions) {}

  /// A candidate that a rule refused.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rejected(
      @Nullable String candidate, @Nullable String code, @Nullable String message) {}

  /// Where clients find it.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Endpoints(
      @Nullable String internal, @Nullable String external, @Nullable String loadBalancer) {}

  /// Pods by state.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Replicas(
      @StatusReplicas @Nullable Integer current,
      @Nullable Integer desired,
      @Nullable Integer ready,
      @Nullable Integer available) {}

  /// A changed release beside the last good one. Who splits traffic does so while there is a
  /// weight.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Canary(
      @JsonPropertyDescription(
              "The label aim.engine.amd.com/release on the pods of the changed release")
          @Nullable String release,
      @JsonPropertyDescription("The same of the last good release") @Nullable String stable,
      @JsonPropertyDescription("Percent of the requests that go to the changed release now")
          @Nullable Integer weight,
      @JsonPropertyDescription(
              "Who splits: HTTPRoute (weights), Gateway (as this record says) or Replicas (by their"
                  + " number)")
          @Nullable String traffic,
      @JsonPropertyDescription("When the trial began") @Nullable String since,
      @JsonPropertyDescription("When it is decided at the latest") @Nullable String until,
      @JsonPropertyDescription("Waiting, OnTrial, Promoted or RolledBack")
          @Nullable String verdict) {}

  /// Seconds of a start, phase by phase. What an engine downloads, loads and compiles is part of
  /// `readySeconds`.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Startup(
      @Nullable String pod,
      @JsonPropertyDescription("The label aim.engine.amd.com/release of the pod")
          @Nullable String release,
      @JsonPropertyDescription("From the pod's creation until it had a node")
          @Nullable Integer scheduledSeconds,
      @JsonPropertyDescription("Until the container ran: volumes and image")
          @Nullable Integer pulledSeconds,
      @JsonPropertyDescription("Weights, by an init container or by the engine itself")
          @Nullable Integer downloadedSeconds,
      @JsonPropertyDescription("Weights into memory, as the engine's log tells")
          @Nullable Integer loadedSeconds,
      @JsonPropertyDescription("torch.compile and graph capture, as the engine's log tells")
          @Nullable Integer compiledSeconds,
      @JsonPropertyDescription(
              "From the container's start until it answered: weights, compilation, first request")
          @Nullable Integer readySeconds,
      @Nullable Integer totalSeconds,
      @JsonPropertyDescription("When a start that is still going on counts as failed")
          @Nullable String readyBy,
      @JsonPropertyDescription("Of a start that is still going on") @Nullable Forecast forecast) {}

  /// When a start is expected to be over.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Forecast(
      @JsonPropertyDescription("When it is expected to answer; absent while it has no node")
          @Nullable String readyAt,
      @JsonPropertyDescription("Expected from the node until the container runs")
          @Nullable Integer runningSeconds,
      @JsonPropertyDescription("Expected from then until it answers")
          @Nullable Integer readySeconds,
      @JsonPropertyDescription("What it follows: the last start of this release, or an estimate")
          @Nullable String why) {}

  /// What the operator's own scaler decided last.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scaling(
      @JsonPropertyDescription("Replicas that it set") @Nullable Integer wanted,
      @JsonPropertyDescription("The figure that led there") @Nullable String why,
      @JsonPropertyDescription("What was wanted beyond that, and why it cannot be")
          @Nullable String refused) {}

  /// A bucketed copy of live figures, at most one a minute; what no engine tells is absent.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Metrics(
      @JsonPropertyDescription("Median time to the first token, ms") @Nullable Double latency,
      @JsonPropertyDescription("Requests a second, all replicas") @Nullable Double throughput,
      @JsonPropertyDescription("From 0 to 1, as all shares") @Nullable Double gpuUtilization,
      @Nullable Double memoryUtilization,
      @Nullable Double cpuUtilization,
      @JsonPropertyDescription("Of the fullest replica") @Nullable Double kvCacheUtilization) {}

  /// The same with other live figures.
  public AIMEndpointStatus live(@Nullable Scaling decided, @Nullable Metrics figures) {
    return new AIMEndpointStatus(
        observedGeneration,
        phase,
        conditions,
        model,
        selectedRecipe,
        selection,
        endpoints,
        replicas,
        selector,
        startup,
        decided,
        figures,
        canary);
  }
}
