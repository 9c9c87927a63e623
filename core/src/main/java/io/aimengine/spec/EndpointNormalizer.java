package io.aimengine.spec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Mark;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns an AIMEndpoint, in whatever dialect, into an EndpointSpec, or into every problem at once.
public final class EndpointNormalizer {
  private EndpointNormalizer() {}

  /// Reads a text that holds exactly one AIMEndpoint.
  public static Normalized normalize(ParsedYaml yaml) {
    var findings = new Findings();
    yaml.problems().forEach(findings::add);
    if (!yaml.ok()) {
      return new Normalized(Optional.empty(), findings.all());
    }
    if (yaml.documents().size() != 1) {
      var mark = yaml.documents().isEmpty() ? Mark.NONE : yaml.documents().get(1).mark();
      var message = "wanted one AIMEndpoint, found %d documents".formatted(yaml.documents().size());
      findings.error("spec.one-endpoint", "", mark, message, "");
      return new Normalized(Optional.empty(), findings.all());
    }
    return normalize(yaml.documents().getFirst(), findings);
  }

  /// A bare model id, checked: `org/name` or `org/name@revision`.
  public static Normalized ofModel(String id) {
    var text = new YamlNode.Scalar(id, JsonNodeFactory.instance.textNode(id), Mark.NONE);
    var entry = new YamlNode.Entry("model", Mark.NONE, text);
    var findings = new Findings();
    var spec = new Section(new YamlNode.Mapping(Map.of("model", entry), Mark.NONE), "", findings);
    var model = ModelReader.read(spec);
    return new Normalized(
        model.filter(m -> !findings.failed()).map(m -> EndpointSpec.ofModel(id)), findings.all());
  }

  public static Normalized normalize(YamlNode document) {
    return normalize(document, new Findings());
  }

  /// The path of every field that a manifest may have, fields of list items left out.
  public static List<String> fields() {
    var root = new Section(new YamlNode.Mapping(Map.of(), Mark.NONE), "", new Findings());
    root.ignore("apiVersion", "kind", "status");
    read(root);
    return UnknownFields.known(root);
  }

  private static Normalized normalize(YamlNode document, Findings findings) {
    if (!(document instanceof YamlNode.Mapping mapping)) {
      findings.error("spec.type", "", document.mark(), "a manifest is a mapping of fields", "");
      return new Normalized(Optional.empty(), findings.all());
    }
    var root = new Section(mapping, "", findings).ignore("apiVersion", "kind", "status");
    Manifests.checkHead(mapping, Manifest.Kind.ENDPOINT, findings);
    var spec = read(root);
    UnknownFields.report(root);
    return new Normalized(spec.filter(s -> !findings.failed()), spec, findings.all());
  }

  private static Optional<EndpointSpec> read(Section root) {
    var spec = root.section("spec");
    var metadata = new MetadataReader(root);
    var model = ModelReader.read(spec);
    var wishes = WishesReader.read(spec);
    var scaling = new ScalingReader(spec);
    var replicas = scaling.replicas();
    var service = ServiceReader.read(spec);
    var ports = EngineReader.ports(spec, wishes.engines());
    agree(spec, service, ports);
    var mcp = McpReader.read(spec);
    var read =
        new EndpointSpec(
            metadata.name(model),
            metadata.namespace(),
            model.orElse(new EndpointSpec.ModelRef("", "", "")),
            wishes,
            replicas,
            metadata.read(),
            spec.texts("aliases"),
            ResourcesReader.read(spec),
            scaling.read(replicas),
            service,
            ports,
            OperationsReader.healthCheck(spec),
            CacheReader.read(spec),
            OperationsReader.monitoring(spec),
            OperationsReader.security(spec),
            OperationsReader.deployment(spec),
            ImageReader.read(spec),
            EnvReader.read(spec),
            spec.choice("runtime", List.of(RuntimeHint.values()), RuntimeHint::id),
            mcp);
    return model.map(m -> read);
  }

  /// One engine has one port: `service.targetPort` and `engineConfig` must not disagree on it.
  private static void agree(Section spec, Service service, Map<Engine, Integer> ports) {
    var target = service.targetPort();
    if (ports.size() == 1 && target.isPresent() && !ports.containsValue(target.getAsInt())) {
      spec.section("service")
          .bad(
              "spec.conflict",
              "targetPort",
              "service.targetPort is %d, engineConfig says port %s"
                  .formatted(target.getAsInt(), ports.values().iterator().next()),
              "keep one of them");
    }
  }
}
