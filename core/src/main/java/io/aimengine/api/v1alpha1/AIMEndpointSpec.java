package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every field of every dialect. What is text or an object, as people like, has no type here: the
/// normaliser and the admission policy check it.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.scaling) || !has(self.scaling.minReplicas) || !has(self.scaling.maxReplicas)"
            + " || self.scaling.minReplicas <= self.scaling.maxReplicas",
    message = "scaling.minReplicas is above scaling.maxReplicas")
@ValidationRule(
    value =
        "!has(self.autoScaling) || !has(self.autoScaling.minReplicas)"
            + " || !has(self.autoScaling.maxReplicas)"
            + " || self.autoScaling.minReplicas <= self.autoScaling.maxReplicas",
    message = "autoScaling.minReplicas is above autoScaling.maxReplicas")
public record AIMEndpointSpec(
    @JsonPropertyDescription(
            "A Hugging Face id (org/name), or an object with id, version, revision")
        @Nullable JsonNode model,
    @JsonPropertyDescription("Another spelling of model") @Nullable String modelId,
    @JsonPropertyDescription("An accelerator such as MI300X, or cpu; chosen when left out")
        @Nullable String hardware,
    @JsonPropertyDescription(
            "bf16, fp16, fp8, int8, int4 or fp4; the checkpoint's own when left out")
        @Nullable String precision,
    @JsonPropertyDescription("GPUs of one replica; the fewest that fit when left out")
        @Min(1)
        @Max(1024)
        @Nullable Integer gpuCount,
    @JsonPropertyDescription("vllm, sglang or llamacpp; chosen when left out")
        @Pattern(Patterns.ENGINE)
        @Nullable String servingEngine,
    @JsonPropertyDescription("One workload for each of these engines")
        @Nullable List<String> servingEngines,
    @Pattern(Patterns.ENGINE) @Nullable String backend,
    @JsonPropertyDescription("Longest request in tokens, prompt and answer together") @Min(1)
        @Nullable Long contextLength,
    @Min(1) @Nullable Long maxModelLen,
    @JsonPropertyDescription("latency, throughput or cost: what candidates are ordered by")
        @Pattern("^(?i:latency|throughput|cost)$")
        @Nullable String goal,
    @Nullable Boolean autoSelect,
    @JsonPropertyDescription(
            "An object with autoSelect, gpuCount, precision, backend, hardware, customRecipe; or a"
                + " recipe's name")
        @Nullable JsonNode recipe,
    @JsonPropertyDescription(
            "A recipe's name, or an object with name and namespace, recipePath or recipeContent")
        @Nullable JsonNode customRecipe,
    @JsonPropertyDescription("Engine flags laid over the recipe: a mapping, or a list of arguments")
        @Nullable JsonNode customArgs,
    @JsonPropertyDescription("Engine flags in camel case") @Nullable JsonNode aimFrameworkOverrides,
    @JsonPropertyDescription("Port and flags of one engine: vllm, sglang or llamacpp")
        @Nullable JsonNode engineConfig,
    @JsonPropertyDescription("More model names that clients may use")
        @Nullable List<String> aliases,
    @JsonPropertyDescription("How to run on one machine; a cluster passes it over")
        @Nullable String runtime,
    @JsonPropertyDescription("Replicas now; scalers turn this") @SpecReplicas @Min(0) @Max(10_000)
        @Nullable Integer replicas,
    @Nullable Scaling scaling,
    @Nullable Scaling autoScaling,
    @Nullable Resources resources,
    @JsonPropertyDescription("repository:tag@digest, or an object; the engine's own when left out")
        @Nullable JsonNode image,
    @JsonPropertyDescription("Variables: a list as in a pod, or a mapping") @Nullable JsonNode env,
    @Nullable Service service,
    @Nullable HealthCheck healthCheck,
    @Nullable Cache cache,
    @Nullable Monitoring monitoring,
    @Nullable Security security,
    @Nullable Deployment deployment,
    @JsonPropertyDescription("Kept and warned of: nothing serves MCP yet") @Nullable JsonNode mcp,
    @Nullable JsonNode mcpEnabled) {

  /// When to change the number of replicas.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scaling(
      @Nullable Boolean enabled,
      @Min(0) @Max(10_000) @Nullable Integer minReplicas,
      @Min(1) @Max(10_000) @Nullable Integer maxReplicas,
      @Min(1) @Max(100) @Nullable Integer targetCPUUtilization,
      @Min(1) @Max(100) @Nullable Integer targetMemoryUtilization,
      @Min(1) @Max(100) @Nullable Integer targetGPUUtilization,
      @Min(1) @Max(100) @Nullable Integer targetCPUUtilizationPercentage,
      @Min(1) @Max(100) @Nullable Integer targetMemoryUtilizationPercentage,
      @Min(1) @Max(100) @Nullable Integer targetGPUUtilizationPercentage,
      @JsonPropertyDescription("Seconds, or with a unit: 300, 5m")
          @Nullable IntOrString scaleUpDelay,
      @Nullable IntOrString scaleDownDelay) {}

  /// CPU and memory of a replica, flat or as Kubernetes writes them.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Resources(
      @Min(1) @Max(1024) @Nullable Integer gpuCount,
      @Nullable IntOrString cpu,
      @Nullable IntOrString memory,
      @Nullable IntOrString cpuLimit,
      @Nullable IntOrString memoryLimit,
      @Nullable Map<String, IntOrString> requests,
      @Nullable Map<String, IntOrString> limits) {}

  /// How clients reach the endpoint.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Service(
      @Pattern("^(ClusterIP|NodePort|LoadBalancer)$") @Nullable String type,
      @Min(1) @Max(65_535) @Nullable Integer port,
      @Min(1) @Max(65_535) @Nullable Integer targetPort,
      @Nullable Map<String, String> annotations,
      @Nullable String loadBalancerIP,
      @Nullable List<Port> ports) {}

  /// One more port.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Port(
      @Nullable String name,
      @Min(1) @Max(65_535) @Nullable Integer port,
      @Nullable IntOrString targetPort,
      @Nullable String protocol,
      @Min(1) @Max(65_535) @Nullable Integer nodePort) {}

  /// How health is asked for; times in seconds or with a unit.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HealthCheck(
      @Nullable Boolean enabled,
      @Nullable IntOrString initialDelaySeconds,
      @Nullable IntOrString periodSeconds,
      @Nullable IntOrString timeoutSeconds,
      @Min(1) @Max(1000) @Nullable Integer failureThreshold) {}

  /// A volume for the weights.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cache(
      @Nullable Boolean enabled,
      @Nullable IntOrString size,
      @Nullable String storageClass,
      @Nullable String storageClassName,
      @Pattern(Patterns.ACCESS_MODE) @Nullable String accessMode,
      @Nullable Storage storage) {}

  /// The same one level deeper.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Storage(
      @Nullable IntOrString size,
      @Nullable String storageClass,
      @Nullable String storageClassName,
      @Pattern(Patterns.ACCESS_MODE) @Nullable String accessMode) {}

  /// What watches the endpoint.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Monitoring(
      @Nullable Boolean enabled,
      @Nullable Prometheus prometheus,
      @Nullable Grafana grafana,
      @Nullable List<String> metrics,
      @JsonPropertyDescription("Kept and warned of") @Nullable JsonNode mcpMetrics) {}

  /// Scraping.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Prometheus(
      @Nullable Boolean enabled, @Nullable IntOrString interval, @Nullable String path) {}

  /// A dashboard.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Grafana(@Nullable Boolean enabled, @Nullable String dashboard) {}

  /// Who the pod runs as.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Security(
      @Nullable ServiceAccount serviceAccount, @Nullable PodSecurityContext podSecurityContext) {}

  /// The pod's account.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ServiceAccount(@Nullable Boolean create, @Nullable String name) {}

  /// Users and groups.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PodSecurityContext(
      @Min(0) @Nullable Long runAsUser,
      @Min(0) @Nullable Long runAsGroup,
      @Min(0) @Nullable Long fsGroup) {}

  /// How a change reaches the replicas.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deployment(@Nullable Strategy strategy, @Nullable Canary canary) {}

  /// The way of a rollout; chosen by the free GPUs when left out.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Strategy(
      @Pattern("^(RollingUpdate|Recreate)$") @Nullable String type,
      @Nullable RollingUpdate rollingUpdate) {}

  /// Counts or percentages.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RollingUpdate(
      @Nullable IntOrString maxSurge, @Nullable IntOrString maxUnavailable) {}

  /// A share of the traffic goes to the change first.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Canary(
      @Nullable Boolean enabled,
      @Min(0) @Max(100) @Nullable Integer trafficSplit,
      @Nullable IntOrString duration) {}
}
