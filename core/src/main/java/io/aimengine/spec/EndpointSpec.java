package io.aimengine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is wanted, whatever dialect it was written in: every default filled in, no nulls, nothing
/// of the manifest lost. `aliases` are further model names that clients may use; `enginePorts` are
/// ports asked for by engine; `mcp` holds the MCP fields, which nothing serves yet, by path.
public record EndpointSpec(
    String name,
    String namespace,
    ModelRef model,
    Wishes wishes,
    int replicas,
    Metadata metadata,
    List<String> aliases,
    Resources resources,
    Scaling scaling,
    Service service,
    Map<Engine, Integer> enginePorts,
    HealthCheck healthCheck,
    Cache cache,
    Monitoring monitoring,
    Security security,
    Deployment deployment,
    Image image,
    List<EnvVar> env,
    Optional<RuntimeHint> runtime,
    Map<String, JsonNode> mcp) {

  /// A Hugging Face id, with a revision or "". `version` is a label for people.
  public record ModelRef(String id, String version, String revision) {}

  public EndpointSpec {
    aliases = List.copyOf(aliases);
    var ports = new EnumMap<Engine, Integer>(Engine.class);
    ports.putAll(enginePorts);
    enginePorts = Collections.unmodifiableMap(ports);
    env = List.copyOf(env);
    mcp = Collections.unmodifiableMap(new TreeMap<>(mcp));
  }

  static final String DEFAULT_NAMESPACE = "default";

  /// Everything but the essentials by default.
  public EndpointSpec(String name, String namespace, ModelRef model, Wishes wishes, int replicas) {
    this(
        name,
        namespace,
        model,
        wishes,
        replicas,
        Metadata.none(),
        List.of(),
        Resources.none(),
        Scaling.fixed(replicas),
        Service.standard(),
        Map.of(),
        HealthCheck.standard(),
        Cache.none(),
        Monitoring.none(),
        Security.standard(),
        Deployment.standard(),
        Image.none(),
        List.of(),
        Optional.empty(),
        Map.of());
  }

  /// A bare model id (`org/name` or `org/name@revision`) is a whole wish.
  public static EndpointSpec ofModel(String id) {
    var model = ModelReader.split(id.strip());
    return new EndpointSpec(Names.derive(model.id()), DEFAULT_NAMESPACE, model, Wishes.none(), 1);
  }

  public EndpointSpec withName(String changed) {
    return copy(changed, namespace, wishes, replicas, image);
  }

  /// In this namespace, unless the manifest says another than the default one.
  public EndpointSpec in(String here) {
    return namespace.equals(DEFAULT_NAMESPACE) ? copy(name, here, wishes, replicas, image) : this;
  }

  /// Where AIMRecipes for it are: its own namespace, or the one that its choice names.
  public String recipeNamespace() {
    return wishes.recipe() instanceof RecipeChoice.Named(_, var named) && !named.isEmpty()
        ? named
        : namespace;
  }

  public EndpointSpec withWishes(Wishes changed) {
    return copy(name, namespace, changed, replicas, image);
  }

  /// For those who ask what one more, or a single replica would need.
  public EndpointSpec withReplicas(int changed) {
    return copy(name, namespace, wishes, changed, image);
  }

  public EndpointSpec withImage(Image changed) {
    return copy(name, namespace, wishes, replicas, changed);
  }

  private EndpointSpec copy(
      String newName, String newNamespace, Wishes newWishes, int newReplicas, Image newImage) {
    return new EndpointSpec(
        newName,
        newNamespace,
        model,
        newWishes,
        newReplicas,
        metadata,
        aliases,
        resources,
        scaling,
        service,
        enginePorts,
        healthCheck,
        cache,
        monitoring,
        security,
        deployment,
        newImage,
        env,
        runtime,
        mcp);
  }
}
