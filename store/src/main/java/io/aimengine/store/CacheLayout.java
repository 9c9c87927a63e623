package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where things are: `blobs/sha256-…` hold the bytes once, `models/<org>--<name>/<revision>/` names
/// them, `models/<org>--<name>/<revision>.json` is the manifest, `index.json` sums them up.
record CacheLayout(Path root) {
  Path blobs() {
    return root.resolve("blobs");
  }

  Path models() {
    return root.resolve("models");
  }

  Path partial() {
    return root.resolve("partial");
  }

  Path locks() {
    return root.resolve("locks");
  }

  Path uses() {
    return root.resolve("use");
  }

  /// What the hub's own libraries get as `HF_HOME`, less its folder `hub`.
  Path hub() {
    return root.resolve("huggingface/hub");
  }

  Path index() {
    return root.resolve("index.json");
  }

  Path blob(String sha256) {
    return blobs().resolve("sha256-" + sha256);
  }

  Path model(String id) {
    return models().resolve(ModelId.folder(id));
  }

  Path folder(String id, String revision) {
    return model(id).resolve(ModelId.revisionFolder(revision));
  }

  Path manifest(String id, String revision) {
    return model(id).resolve(ModelId.revisionFolder(revision) + ".json");
  }

  /// A file whose date is the last use; it has a byte for each use.
  Path used(String id, String revision) {
    return model(id).resolve(ModelId.revisionFolder(revision) + ".used");
  }

  /// An empty file that keeps all revisions of a model.
  Path pinned(String id) {
    return model(id).resolve("pinned");
  }

  Path hits() {
    return root.resolve("counts/hits");
  }

  Path misses() {
    return root.resolve("counts/misses");
  }

  Path uses(String id, String revision) {
    return uses().resolve(ModelId.folder(id) + "@" + ModelId.revisionFolder(revision));
  }

  void create() throws IOException {
    for (var folder : List.of(root, blobs(), models(), partial(), locks(), uses())) {
      Durable.folder(folder);
    }
  }

  /// Manifests of one model, in the order of their file names; torn or foreign files are left out.
  List<Manifest> manifests(String id) throws IOException {
    return manifestsIn(model(id));
  }

  List<Manifest> manifests() throws IOException {
    var all = new ArrayList<Manifest>();
    for (var folder : children(models())) {
      all.addAll(manifestsIn(folder));
    }
    return all;
  }

  private static List<Manifest> manifestsIn(Path folder) throws IOException {
    var found = new ArrayList<Manifest>();
    for (var file : children(folder)) {
      if (file.toString().endsWith(".json") && Files.isRegularFile(file)) {
        manifest(file).ifPresent(found::add);
      }
    }
    return found;
  }

  /// Empty when the file is damaged or not ours: the files it should name are then simply not
  /// known.
  private static Optional<Manifest> manifest(Path file) {
    try {
      return Optional.of(Json.read(file, Manifest.class));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  /// Sorted; empty when the folder is missing.
  static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }
}
