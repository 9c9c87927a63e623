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
    return new EndpointSpec(Names.derive(model.id()), "default", model, Wishes.none(), 1);
  }

  public EndpointSpec withName(String changed) {
    return new EndpointSpec(
        changed,
        namespace,
        model,
        wishes,
        replicas,
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
        image,
        env,
        runtime,
        mcp);
  }

  public EndpointSpec withWishes(Wishes changed) {
    return new EndpointSpec(
        name,
        namespace,
        model,
        changed,
        replicas,
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
        image,
        env,
        runtime,
        mcp);
  }

  /// For those who ask what one more, or a single replica would need.
  public EndpointSpec withReplicas(int changed) {
    return new EndpointSpec(
        name,
        namespace,
        model,
        wishes,
        changed,
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
        image,
        env,
        runtime,
        mcp);
  }

  public EndpointSpec withImage(Image changed) {
    return new EndpointSpec(
        name,
        namespace,
        model,
        wishes,
        replicas,
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
        changed,
        env,
        runtime,
        mcp);
  }
}
