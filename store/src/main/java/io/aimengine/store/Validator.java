package io.aimengine.store;

import io.aimengine.store.Validation.Damage;
import io.aimengine.store.Validation.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares files with their manifests. Bytes that several names share are read once.
final class Validator {
  private final CacheLayout layout;
  private final Map<Object, String> hashes = new HashMap<>();
  private long bytes;

  Validator(CacheLayout layout) {
    this.layout = layout;
  }

  Validation validate(List<Manifest> manifests) throws IOException {
    var damaged = new ArrayList<Damage>();
    int files = 0;
    for (var manifest : manifests) {
      for (var file : manifest.files()) {
        files++;
        check(manifest, file, damaged);
      }
    }
    return new Validation(manifests.size(), files, bytes, damaged);
  }

  private void check(Manifest manifest, StoredFile file, List<Damage> damaged) throws IOException {
    var path = layout.folder(manifest.id(), manifest.revision()).resolve(file.path());
    if (!Files.isRegularFile(path)) {
      damaged.add(damage(manifest, file, Kind.MISSING, String.valueOf(file.bytes()), ""));
      return;
    }
    var size = Files.size(path);
    if (size != file.bytes()) {
      damaged.add(
          damage(
              manifest, file, Kind.WRONG_SIZE, String.valueOf(file.bytes()), String.valueOf(size)));
      return;
    }
    var hash = hash(path);
    if (!hash.equals(file.sha256())) {
      damaged.add(damage(manifest, file, Kind.WRONG_BYTES, file.sha256(), hash));
    }
  }

  private String hash(Path path) throws IOException {
    var key =
        Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
    var known = key == null ? null : hashes.get(key);
    if (known != null) {
      return known;
    }
    var hash = Hashes.sha256(path, n -> bytes += n);
    hashes.put(key == null ? path : key, hash);
    return hash;
  }

  private static Damage damage(
      Manifest manifest, StoredFile file, Kind kind, String expected, String actual) {
    return new Damage(manifest.id(), manifest.revision(), file.path(), kind, expected, actual);
  }
}
