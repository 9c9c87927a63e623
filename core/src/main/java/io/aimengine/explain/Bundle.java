package io.aimengine.explain;

import io.aimengine.plan.Inventory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Everything that a decision depended on, and the decision: what a replay needs to give the same
/// one anywhere. `options` are the command line's by name, `recipes` the recipe files that
/// manifests name by path, `modelPaths` where files of each endpoint's model were ("" for none),
/// `catalog` a packed catalog, `decision` the JSON that was printed.
public record Bundle(
    String program,
    List<Source> sources,
    Map<String, List<String>> options,
    Map<String, String> recipes,
    List<String> modelPaths,
    Inventory inventory,
    CatalogBytes catalog,
    String decision) {

  /// One target of the command line: a model id, or a manifest's text under its name.
  public record Source(Kind kind, String name, String text) {
    /// What a name stands for.
    public enum Kind {
      MODEL,
      MANIFEST
    }

    public static Source model(String id) {
      return new Source(Kind.MODEL, id, "");
    }

    public static Source manifest(String name, String text) {
      return new Source(Kind.MANIFEST, name, text);
    }
  }

  public Bundle {
    sources = List.copyOf(sources);
    var copy = new LinkedHashMap<String, List<String>>();
    options.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    options = Collections.unmodifiableMap(copy);
    recipes = Collections.unmodifiableMap(new TreeMap<>(recipes));
    modelPaths = List.copyOf(modelPaths);
  }

  /// All that people wrote.
  List<String> texts() {
    var texts = new ArrayList<String>();
    sources.forEach(source -> texts.add(source.text()));
    options.values().forEach(texts::addAll);
    texts.addAll(recipes.values());
    return texts;
  }
}
