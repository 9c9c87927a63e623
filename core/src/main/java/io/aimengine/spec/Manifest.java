package io.aimengine.spec;

import io.aimengine.yaml.YamlNode;

/// One object of a manifest file. `name` and `namespace` are as written, "" when they are not.
public record Manifest(Kind kind, String name, String namespace, YamlNode.Mapping node) {

  /// The kinds of objects that we read.
  public enum Kind {
    ENDPOINT("AIMEndpoint"),
    RECIPE("AIMRecipe"),
    CACHE("AIMCache");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }
}
