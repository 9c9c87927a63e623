package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A volume, the models to keep on it, and when to make room.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AIMCacheSpec(
    @Required @Nullable Storage storage,
    @Size(max = 256) @Nullable List<KeptModel> models,
    @JsonPropertyDescription(
            "Variables of downloads, as in a pod: mirrors, proxies, keys by reference")
        @Size(max = 64)
        @Nullable List<EnvVar> env,
    @Nullable Cleanup cleanup,
    @Nullable Policies policies,
    @Nullable Monitoring monitoring) {

  /// The claim.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Storage(
      @Required @Min(1) @Pattern(Patterns.QUANTITY) @Nullable IntOrString size,
      @Nullable String storageClass,
      @Nullable String storageClassName,
      @Nullable AccessMode accessMode,
      @Size(max = 1024) @Pattern("^(/.*)?$") @Nullable String mountPath) {}

  /// A model to keep.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record KeptModel(
      @Required @Pattern(Patterns.MODEL_ID) @Nullable String id,
      @Pattern("^(?i:high|medium|low)?$") @Nullable String priority,
      @Min(0) @Pattern(Patterns.AGE) @Nullable IntOrString retention,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString maxSize,
      @Nullable Boolean preload) {}

  /// When to make room.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cleanup(
      @Nullable Boolean enabled,
      @Pattern(Patterns.CRON) @Nullable String schedule,
      @Min(0) @Pattern(Patterns.AGE) @Nullable IntOrString maxAge,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString minFreeSpace,
      @Pattern("^(?i:lru|lfu|fifo)?$") @Nullable String strategy) {}

  /// Bounds over all models.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Policies(
      @Min(1) @Max(100_000) @Nullable Integer maxModels,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString maxTotalSize,
      @Nullable List<String> priorityModels) {}

  /// Which figures to export.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Monitoring(@Nullable Boolean enabled, @Nullable List<String> metrics) {}
}
