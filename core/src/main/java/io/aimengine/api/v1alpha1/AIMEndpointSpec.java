package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
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
    fieldPath = ".scaling",
    message = "minReplicas is above maxReplicas")
@ValidationRule(
    value =
        "!has(self.autoScaling) || !has(self.autoScaling.minReplicas)"
            + " || !has(self.autoScaling.maxReplicas)"
            + " || self.autoScaling.minReplicas <= self.autoScaling.maxReplicas",
    fieldPath = ".autoScaling",
    message = "minReplicas is above maxReplicas")
@ValidationRule(
    value =
        "!has(self.scaling) || !has(self.scaling.enabled) || !self.scaling.enabled"
            + " || has(self.scaling.maxReplicas)"
            + " || (has(self.autoScaling) && has(self.autoScaling.maxReplicas))",
    fieldPath = ".scaling",
    message =
        "scaling is enabled without maxReplicas: write how many replicas there may be at most")
@ValidationRule(
    value =
        "!has(self.autoScaling) || !has(self.autoScaling.enabled) || !self.autoScaling.enabled"
            + " || has(self.autoScaling.maxReplicas)"
            + " || (has(self.scaling) && has(self.scaling.maxReplicas))",
    fieldPath = ".autoScaling",
    message =
        "scaling is enabled without maxReplicas: write how many replicas there may be at most")
@ValidationRule(
    value =
        "!has(self.gpuCount) || !has(self.resources) || !has(self.resources.gpuCount)"
            + " || self.gpuCount == self.resources.gpuCount",
    fieldPath = ".gpuCount",
    message = "gpuCount and resources.gpuCount disagree: keep one of them")
@ValidationRule(
    value =
        "!has(self.contextLength) || !has(self.maxModelLen)"
            + " || self.contextLength == self.maxModelLen",
    fieldPath = ".contextLength",
    message = "contextLength and maxModelLen disagree: keep one of them")
public record AIMEndpointSpec(
    @JsonPropertyDescription(
            "A Hugging Face id (org/name), or an object with id, version, revision")
        @Nullable JsonNode model,
    @JsonPropertyDescription("Another spelling of model") @Nullable String modelId,
    @JsonPropertyDescription("An accelerator such as MI300X, or cpu; chosen when left out")
        @Pattern(Patterns.HARDWARE)
        @Nullable String hardware,
    @JsonPropertyDescription(
            "bf16, fp16, fp8, int8, int4 or fp4; the checkpoint's own when left out")
        @Size(max = 32)
        @ValidationRule(value = Patterns.PRECISION_RULE, message = Patterns.PRECISION)
        @Nullable String precision,
    @JsonPropertyDescription("GPUs of one replica; the fewest that fit when left out")
        @Min(1)
        @Max(1024)
        @Nullable Integer gpuCount,
    @JsonPropertyDescription("vllm, sglang or llamacpp; chosen when left out")
        @Size(max = 32)
        @ValidationRule(value = Patterns.ENGINE_RULE, message = Patterns.ENGINE)
        @Nullable String servingEngine,
    @JsonPropertyDescription("One workload for each of these engines")
        @Size(max = 3)
        @ValidationRule(value = Patterns.ENGINES_RULE, message = Patterns.ENGINE)
        @Nullable List<String> servingEngines,
    @JsonPropertyDescription("Another spelling of servingEngine")
        @Size(max = 32)
        @ValidationRule(value = Patterns.ENGINE_RULE, message = Patterns.ENGINE)
        @Nullable String backend,
    @JsonPropertyDescription("Longest request in tokens, prompt and answer together")
        @Min(1)
        @Max(Patterns.LONGEST_CONTEXT)
        @Nullable Long contextLength,
    @JsonPropertyDescription("Another spelling of contextLength")
        @Min(1)
        @Max(Patterns.LONGEST_CONTEXT)
        @Nullable Long maxModelLen,
    @JsonPropertyDescription("latency, throughput or cost: what candidates are ordered by")
        @Size(max = 32)
        @ValidationRule(
            value = "self.lowerAscii() in ['latency', 'throughput', 'cost']",
            message = "not a goal: one of latency, throughput, cost")
        @Nullable String goal,
    @JsonPropertyDescription("Choose a recipe; true when left out") @Nullable Boolean autoSelect,
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
    @JsonPropertyDescription("Port and flags for one engine only")
        @Nullable EngineConfigs engineConfig,
    @JsonPropertyDescription("More model names that clients may use") @Size(max = 32)
        @Nullable List<String> aliases,
    @JsonPropertyDescription("How to run on one machine; a cluster passes it over")
        @Pattern("^(?i:embedded|process|docker|podman)?$")
        @Nullable String runtime,
    @JsonPropertyDescription("Replicas now; scalers turn this")
        @SpecReplicas
        @Min(0)
        @Max(10_000)
        @Default("1")
        @Nullable Integer replicas,
    @JsonPropertyDescription("When to change the number of replicas") @Nullable Scaling scaling,
    @JsonPropertyDescription("Another spelling of scaling") @Nullable Scaling autoScaling,
    @JsonPropertyDescription("What a replica gets") @Nullable Resources resources,
    @JsonPropertyDescription("repository:tag@digest, or an object; the engine's own when left out")
        @Nullable JsonNode image,
    @JsonPropertyDescription("Variables: a list as in a pod, or a mapping") @Nullable JsonNode env,
    @JsonPropertyDescription("How clients reach the endpoint") @Nullable Service service,
    @JsonPropertyDescription("How health is asked for") @Nullable HealthCheck healthCheck,
    @JsonPropertyDescription("A volume for the weights") @Nullable Cache cache,
    @JsonPropertyDescription("What watches the endpoint") @Nullable Monitoring monitoring,
    @JsonPropertyDescription("Who the pod runs as") @Nullable Security security,
    @JsonPropertyDescription("How a change reaches the replicas") @Nullable Deployment deployment,
    @JsonPropertyDescription("Kept and warned of: nothing serves MCP yet") @Nullable JsonNode mcp,
    @Nullable JsonNode mcpEnabled) {

  /// What is meant for one engine only.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EngineConfigs(
      @Nullable EngineConfig vllm,
      @Nullable EngineConfig sglang,
      @Nullable EngineConfig llamacpp) {}

  /// Its port and its flags.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EngineConfig(
      @Min(1) @Max(65_535) @Nullable Integer port,
      @JsonPropertyDescription("Engine flags: a mapping, or a list of arguments")
          @Nullable JsonNode customArgs) {}

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
          @Min(0)
          @Pattern(Patterns.DURATION)
          @Nullable IntOrString scaleUpDelay,
      @JsonPropertyDescription("Seconds, or with a unit: 300, 5m")
          @Min(0)
          @Pattern(Patterns.DURATION)
          @Nullable IntOrString scaleDownDelay) {}

  /// CPU and memory of a replica, flat or as Kubernetes writes them.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Resources(
      @Min(1) @Max(1024) @Nullable Integer gpuCount,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString cpu,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString memory,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString cpuLimit,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable IntOrString memoryLimit,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable Map<String, IntOrString> requests,
      @Min(0) @Pattern(Patterns.QUANTITY) @Nullable Map<String, IntOrString> limits) {}

  /// How clients reach the endpoint.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Service(
      @Nullable ServiceType type,
      @Min(1) @Max(65_535) @Nullable Integer port,
      @Min(1) @Max(65_535) @Nullable Integer targetPort,
      @Nullable Map<String, String> annotations,
      @Nullable String loadBalancerIP,
      @Size(max = 16)
          @ValidationRule(
              value = "self.all(p, self.exists_one(q, q.port == p.port))",
              message = "a port is here twice: keep one of them")
          @Nullable List<Port> ports) {}

  /// As Kubernetes has them.
  public enum ServiceType {
    ClusterIP,
    NodePort,
    LoadBalancer
  }

  /// One more port.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Port(
      @Pattern(Patterns.LABEL) @Nullable String name,
      @Required @Min(1) @Max(65_535) @Nullable Integer port,
      @Min(1) @Max(65_535) @Pattern(Patterns.LABEL) @Nullable IntOrString targetPort,
      @Nullable Protocol protocol,
      @Min(1) @Max(65_535) @Nullable Integer nodePort) {}

  /// As Kubernetes has them.
  public enum Protocol {
    TCP,
    UDP,
    SCTP
  }

  /// How health is asked for; times in seconds or with a unit.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HealthCheck(
      @Nullable Boolean enabled,
      @Min(0) @Pattern(Patterns.DURATION) @Nullable IntOrString initialDelaySeconds,
      @Min(0) @Pattern(Patterns.DURATION) @Nullable IntOrString periodSeconds,
      @Min(0) @Pattern(Patterns.DURATION) @Nullable IntOrString timeoutSeconds,
      @Min(1) @Max(1000) @Nullable Integer failureThreshold) {}

  /// A volume for the weights.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cache(
      @Nullable Boolean enabled,
      @JsonPropertyDescription("An AIMCache of this namespace, whose volume keeps the weights")
          @Pattern(Patterns.OBJECT_NAME)
          @Nullable String name,
      @Min(1) @Pattern(Patterns.QUANTITY) @Nullable IntOrString size,
      @Nullable String storageClass,
      @Nullable String storageClassName,
      @Nullable AccessMode accessMode,
      @Nullable Storage storage) {}

  /// The same one level deeper.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Storage(
      @Min(1) @Pattern(Patterns.QUANTITY) @Nullable IntOrString size,
      @Nullable String storageClass,
      @Nullable String storageClassName,
      @Nullable AccessMode accessMode) {}

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
      @Nullable Boolean enabled,
      @Min(1) @Pattern(Patterns.DURATION) @Nullable IntOrString interval,
      @Pattern("^(/[^\\s]{0,255})?$") @Nullable String path) {}

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
  public record ServiceAccount(
      @Nullable Boolean create, @Pattern(Patterns.OBJECT_NAME) @Nullable String name) {}

  /// Users and groups.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PodSecurityContext(
      @Min(0) @Max(Integer.MAX_VALUE) @Nullable Long runAsUser,
      @Min(0) @Max(Integer.MAX_VALUE) @Nullable Long runAsGroup,
      @Min(0) @Max(Integer.MAX_VALUE) @Nullable Long fsGroup) {}

  /// How a change reaches the replicas.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deployment(@Nullable Strategy strategy, @Nullable Canary canary) {}

  /// The way of a rollout; chosen by the free GPUs when left out.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "!has(self.type) || self.type != 'Recreate' || !has(self.rollingUpdate)",
      message = "type is Recreate, rollingUpdate is for RollingUpdate: drop one of them")
  public record Strategy(@Nullable StrategyType type, @Nullable RollingUpdate rollingUpdate) {}

  /// As Kubernetes has them.
  public enum StrategyType {
    RollingUpdate,
    Recreate
  }

  /// Counts or percentages.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value =
          "!has(self.maxSurge) || !has(self.maxUnavailable)"
              + " || !(string(self.maxSurge) in ['0', '0%', '00%'])"
              + " || !(string(self.maxUnavailable) in ['0', '0%', '00%'])",
      message = "maxSurge and maxUnavailable are both 0: nothing could change")
  public record RollingUpdate(
      @Min(0) @Max(10_000) @Pattern(Patterns.PERCENT) @Nullable IntOrString maxSurge,
      @Min(0) @Max(10_000) @Pattern(Patterns.PERCENT) @Nullable IntOrString maxUnavailable) {}

  /// A share of the traffic goes to the change first.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Canary(
      @Nullable Boolean enabled,
      @JsonPropertyDescription("Percent of the requests") @Min(1) @Max(100)
          @Nullable Integer trafficSplit,
      @JsonPropertyDescription("Seconds, or with a unit") @Min(0) @Pattern(Patterns.DURATION)
          @Nullable IntOrString duration,
      @JsonPropertyDescription("Percent of its requests that it may fail") @Min(0) @Max(100)
          @Nullable Integer maxErrorRate,
      @JsonPropertyDescription(
              "Percent by which its time to the first token may exceed that of the last release")
          @Min(0)
          @Max(1000)
          @Nullable Integer maxTTFTIncrease,
      @JsonPropertyDescription("Fewer requests decide nothing") @Min(1) @Max(1_000_000)
          @Nullable Integer minRequests) {}
}
