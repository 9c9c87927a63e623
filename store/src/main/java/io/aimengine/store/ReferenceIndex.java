package io.aimengine.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `cache_index.json` as AMD's `aim-cache-manager` writes it: an object keyed by model id
/// with `cached`, `cache_path`, `commit_hash`, `cached_at` (local time without a zone) and `size`.
final class ReferenceIndex {
  private static final long LARGEST = 64L << 20;

  private ReferenceIndex() {}

  /// What the index of the cache in `root` says is there and is. Folders outside of `root` are
  /// looked for under their usual name, since the index of a container has the container's paths.
  static List<Adoption> read(Path root, ZoneId zone) throws IOException {
    var file = root.resolve("cache_index.json");
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
      return List.of();
    }
    var found = new ArrayList<Adoption>();
    for (var entry : tree(file).properties()) {
      adoption(root, entry.getKey(), entry.getValue(), zone).ifPresent(found::add);
    }
    return found;
  }

  private static JsonNode tree(Path file) throws IOException {
    try {
      return Json.tree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException _) {
      throw new StoreException(
          StoreCode.LOCAL,
          file + " is damaged",
          "remove it; `cache add` takes its folders one by one");
    }
  }

  private static Optional<Adoption> adoption(Path root, String id, JsonNode entry, ZoneId zone)
      throws IOException {
    if (!ModelId.isValid(id) || !entry.path("cached").asBoolean(false)) {
      return Optional.empty();
    }
    var usual = root.resolve("models").resolve(ModelId.folder(id));
    var named = Path.of(entry.path("cache_path").asText("").replace("\0", "")).normalize();
    var folder = named.startsWith(root) && !named.equals(root) ? named : usual;
    return !CacheLayout.children(folder).isEmpty()
        ? Optional.of(
            new Adoption(
                id,
                folder,
                id.contains("/") ? List.of(new Artifact("hf://" + id, 0, "")) : List.of(),
                time(entry.path("cached_at").asText(""), zone),
                Adoption.By.LINK))
        : Optional.empty();
  }

  private static Optional<Instant> time(String text, ZoneId zone) {
    try {
      return Optional.of(
          text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
