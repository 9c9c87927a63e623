package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a recipe can be used, and by whom it is.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AIMRecipeStatus(
    @Nullable Long observedGeneration,
    @Nullable String phase,
    @Nullable List<Condition> conditions,
    @Nullable Usage usage) {

  /// Endpoints that run by it now.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Usage(
      @Nullable Integer endpointCount,
      @Nullable List<String> endpoints,
      @Nullable String lastUsed) {}
}
