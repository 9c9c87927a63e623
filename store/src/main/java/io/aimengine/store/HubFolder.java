package io.aimengine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The same files as the hub's own libraries keep them, so that they, vLLM and SGLang find them
/// offline with `HF_HOME` set to `<cache>/huggingface`: `hub/models--org--name/refs/<revision>`
/// names a commit, `snapshots/<commit>/…` are links to our blobs.
record HubFolder(CacheLayout layout) {
  private Path model(String repository) {
    return layout.hub().resolve("models--" + repository.replace("/", "--"));
  }

  /// Shows what of the manifest came from a hub.
  void show(Manifest manifest) throws IOException {
    for (var wish : hubWishes(manifest)) {
      var uri = HubUri.parse(wish.artifact().uri());
      var model = model(uri.repository());
      for (var file : manifest.files()) {
        if (wish.paths().contains(file.path())) {
          var name = model.resolve("snapshots").resolve(manifest.commit()).resolve(file.path());
          Publisher.link(layout.blob(file.sha256()), name);
        }
      }
      if (!uri.revision().equals(manifest.commit())) {
        var ref = model.resolve("refs").resolve(uri.revision());
        Durable.folder(Durable.parent(ref));
        Durable.write(ref, manifest.commit().getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /// Takes it away again; files that a library put beside ours stay.
  void hide(Manifest manifest) throws IOException {
    for (var wish : hubWishes(manifest)) {
      var model = model(HubUri.parse(wish.artifact().uri()).repository());
      var snapshot = model.resolve("snapshots").resolve(manifest.commit());
      for (var path : wish.paths()) {
        deleteUpTo(snapshot.resolve(path), model);
      }
      if (!Files.exists(snapshot)) {
        for (var ref : refs(model.resolve("refs"))) {
          if (Files.readString(ref).strip().equals(manifest.commit())) {
            deleteUpTo(ref, model);
          }
        }
      }
    }
  }

  private static List<Manifest.Wish> hubWishes(Manifest manifest) {
    return manifest.commit().isEmpty()
        ? List.of()
        : manifest.wishes().stream().filter(w -> w.artifact().uri().startsWith("hf://")).toList();
  }

  private static List<Path> refs(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  /// Removes a file and the folders that it leaves empty, up to and with `top`.
  private static void deleteUpTo(Path file, Path top) throws IOException {
    Files.deleteIfExists(file);
    for (var at = Durable.parent(file); at.startsWith(top); at = Durable.parent(at)) {
      if (!CacheLayout.children(at).isEmpty()) {
        return;
      }
      Files.deleteIfExists(at);
    }
  }
}
