package io.aimengine.spec;

import io.aimengine.yaml.YamlNode;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `metadata`: what people write, and past what the API server adds.
final class MetadataReader {
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?");
  private static final Pattern LABEL_NAME =
      Pattern.compile("(?:[a-z0-9.-]{1,253}/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private final Section metadata;

  MetadataReader(Section root) {
    this.metadata =
        root.section("metadata")
            .ignore(
                "creationTimestamp",
                "deletionGracePeriodSeconds",
                "deletionTimestamp",
                "finalizers",
                "generateName",
                "generation",
                "managedFields",
                "ownerReferences",
                "resourceVersion",
                "selfLink",
                "uid");
  }

  /// What is wrong with the metadata of an object that no reader makes something of. Its name may
  /// have dots: an AIMRecipe is called as its recipe.
  static void check(YamlNode.Mapping object, Findings findings) {
    var reader = new MetadataReader(new Section(object, "", findings));
    reader.metadata.parsed(
        "name",
        "spec.name",
        t -> Optional.of(t).filter(Names::isObjectName),
        "at most 253 lower case letters, digits, - and ., such as qwen3-32b");
    reader.namespace();
    reader.read();
    UnknownFields.report(reader.metadata);
  }

  /// The name, or one made of the model's when there is none.
  String name(Optional<EndpointSpec.ModelRef> model) {
    return label("name").or(() -> model.map(m -> Names.derive(m.id()))).orElse("");
  }

  String namespace() {
    return label("namespace").orElse(EndpointSpec.DEFAULT_NAMESPACE);
  }

  Metadata read() {
    var labels = metadata.labels("labels");
    labels.forEach((key, value) -> {
      if (value.length() > 63
          || !LABEL_VALUE.matcher(value).matches()
          || !LABEL_NAME.matcher(key).matches()) {
        metadata.bad(
            "spec.label",
            "labels",
            "the label %s: %s is not one that Kubernetes takes"
                .formatted(Wording.shortened(key), Wording.shortened(value)),
            "at most 63 letters, digits, - . and _; other text belongs in annotations");
      }
    });
    return new Metadata(labels, metadata.labels("annotations"));
  }

  private Optional<String> label(String key) {
    return metadata.parsed(
        key,
        "spec.name",
        t -> Optional.of(t).filter(Names::valid),
        "at most 63 lower case letters, digits and -, such as qwen3-32b");
  }
}
