package io.aimengine.spec;

import io.aimengine.api.Nearest;
import io.aimengine.api.Problem;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The objects of a manifest file, in the order written; lists are flattened. What is wrong inside
/// an AIMEndpoint is for EndpointNormalizer to say.
public record Manifests(List<Manifest> documents, List<Problem> problems) {
  /// The API that every kind of ours belongs to.
  public static final String API_VERSION = "aim.engine.amd.com/v1alpha1";

  private static final String GROUP = "aim.engine.amd.com/";
  private static final List<String> KINDS =
      Arrays.stream(Manifest.Kind.values()).map(Manifest.Kind::id).toList();

  public Manifests {
    documents = List.copyOf(documents);
    problems = List.copyOf(problems);
  }

  /// Reads every document of a file. `name` is what marks call it.
  public static Manifests read(String name, String text) {
    return read(Yaml.parse(name, text));
  }

  /// Reads every document of a file that is parsed already.
  public static Manifests read(ParsedYaml yaml) {
    var findings = new Findings();
    yaml.problems().forEach(findings::add);
    var manifests = new ArrayList<Manifest>();
    var todo = new ArrayDeque<>(yaml.documents());
    while (!todo.isEmpty()) {
      var document = todo.removeFirst();
      var items = listed(document);
      if (items.isPresent()) {
        items.get().items().reversed().forEach(todo::addFirst);
      } else {
        manifest(document, findings).ifPresent(manifests::add);
      }
    }
    return new Manifests(manifests, findings.all());
  }

  /// The items of a `List`, of a kind of list, or of a bare list of objects.
  private static Optional<YamlNode.Sequence> listed(YamlNode document) {
    return switch (document) {
      case YamlNode.Sequence list -> Optional.of(list);
      case YamlNode.Mapping m when text(m, "kind").endsWith("List") ->
          m.get("items")
              .filter(YamlNode.Sequence.class::isInstance)
              .map(YamlNode.Sequence.class::cast);
      case YamlNode.Mapping m -> Optional.empty();
      case YamlNode.Scalar s -> Optional.empty();
    };
  }

  private static Optional<Manifest> manifest(YamlNode document, Findings findings) {
    if (!(document instanceof YamlNode.Mapping mapping)) {
      findings.error("spec.type", "", document.mark(), "a manifest is a mapping of fields", "");
      return Optional.empty();
    }
    var written = text(mapping, "kind");
    var kind =
        Arrays.stream(Manifest.Kind.values()).filter(k -> k.id().equals(written)).findFirst();
    if (kind.isEmpty()) {
      foreign(mapping, written, findings);
      return Optional.empty();
    }
    if (kind.get() != Manifest.Kind.ENDPOINT) {
      checkHead(mapping, kind.get(), findings);
      MetadataReader.check(mapping, findings);
    }
    var metadata = mapping.get("metadata");
    var name = metadata.map(m -> text(m, "name")).orElse("");
    var namespace = metadata.map(m -> text(m, "namespace")).orElse("");
    return Optional.of(new Manifest(kind.get(), name, namespace, mapping));
  }

  /// Objects of others may stand beside ours: `kubectl` takes them, we leave them out.
  private static void foreign(YamlNode.Mapping mapping, String kind, Findings findings) {
    var api = text(mapping, "apiVersion");
    var others = !kind.isEmpty() && !api.isEmpty() && !api.startsWith(GROUP);
    if (others && Nearest.of(kind, KINDS).isEmpty()) {
      findings.warning(
          "manifest.other-kind",
          "kind",
          place(mapping, "kind"),
          "%s is not one of our kinds: it is left out".formatted(Wording.shortened(kind)),
          "");
      return;
    }
    wrongKind(mapping, kind, findings);
  }

  /// Reports an `apiVersion` or `kind` that is not the wanted one.
  static void checkHead(YamlNode.Mapping mapping, Manifest.Kind wanted, Findings findings) {
    var kind = text(mapping, "kind");
    if (!kind.equals(wanted.id())) {
      wrongKind(mapping, kind, findings);
    }
    var api = text(mapping, "apiVersion");
    if (!api.equals(API_VERSION)) {
      findings.error(
          "spec.api-version",
          "apiVersion",
          place(mapping, "apiVersion"),
          api.isEmpty()
              ? "apiVersion is missing"
              : "'%s' is not an API version that is read".formatted(Wording.shortened(api)),
          "write apiVersion: " + API_VERSION);
    }
  }

  private static void wrongKind(YamlNode.Mapping mapping, String kind, Findings findings) {
    var near = Nearest.of(kind, KINDS);
    var hint =
        near.map(n -> "did you mean " + n + "?").orElse("one of " + String.join(", ", KINDS));
    findings.error(
        "spec.kind",
        "kind",
        place(mapping, "kind"),
        kind.isEmpty()
            ? "kind is missing"
            : "'%s' is not a kind that is read here".formatted(Wording.shortened(kind)),
        kind.isEmpty() ? "write kind: AIMEndpoint" : hint);
  }

  private static io.aimengine.api.Mark place(YamlNode.Mapping mapping, String key) {
    return mapping.get(key).map(YamlNode::mark).orElse(mapping.mark());
  }

  private static String text(YamlNode node, String key) {
    return node instanceof YamlNode.Mapping m
            && m.get(key).orElse(null) instanceof YamlNode.Scalar s
            && !s.json().isNull()
        ? s.text()
        : "";
  }
}
