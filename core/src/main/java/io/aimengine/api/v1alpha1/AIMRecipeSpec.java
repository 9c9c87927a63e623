package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to serve one model on one kind of GPU.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AIMRecipeSpec(
    @Required @Pattern(Patterns.MODEL_ID) @Nullable String modelId,
    @Required @Pattern(Patterns.HARDWARE) @Nullable String hardware,
    @Required
        @Size(min = 1, max = 32)
        @ValidationRule(value = Patterns.PRECISION_RULE, message = Patterns.PRECISION)
        @Nullable String precision,
    @Required
        @Size(min = 1, max = 32)
        @ValidationRule(value = Patterns.ENGINE_RULE, message = Patterns.ENGINE)
        @Nullable String backend,
    @Nullable String description,
    @Required
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self.exists(c, c.enabled)",
            message = "at least one configuration must be enabled")
        @Nullable List<Configuration> configurations,
    @Nullable Performance performance) {

  /// The settings for a number of GPUs.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Configuration(
      @Required @Min(1) @Max(1024) @Nullable Integer gpuCount,
      @Required @Nullable Boolean enabled,
      @Size(max = 512) @Nullable List<String> args,
      @Nullable List<EnvVar> env,
      @Nullable Amounts resources) {}

  /// As in a pod.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Amounts(
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable Map<String, IntOrString> requests,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable Map<String, IntOrString> limits) {}

  /// What the author expects; never taken for a measurement.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Performance(
      @Min(0) @Nullable Integer expectedTokensPerSecond,
      @Min(0) @Nullable Integer expectedLatencyMs,
      @Min(0) @Nullable Integer maxBatchSize) {}
}
