package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.store.Validation.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
  private static final long ME = ProcessHandle.current().pid();

  @TempDir Path temp;
  private Path root;
  private TestStore store;
  private ModelCache cache;

  @BeforeEach
  void open() {
    root = temp.resolve("cache");
    store = new TestStore(root, new FileSource());
    cache = store.store.cache();
  }

  private StoredArtifact add(String id, String name, String text) throws IOException {
    var file = Files.writeString(temp.resolve(name), text);
    var request = ArtifactRequest.of(id, List.of(TestStore.at("file://" + file)));
    return store.store.fetch(request, ProgressListener.NONE);
  }

  private static void flipABit(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void isEmptyBeforeAnythingIsStored() {
    assertThat(cache.stats().totalModels()).isZero();
    assertThat(cache.list("")).isEmpty();
    assertThat(root).doesNotExist();
  }

  @Test
  void countsSharedBytesOnce() throws IOException {
    add("acme/A", "a.gguf", "same");
    add("acme/B", "b.gguf", "same");
    var stats = cache.stats();
    assertThat(stats.totalModels()).isEqualTo(2);
    assertThat(stats.totalSize()).isEqualTo(4);
    assertThat(stats.models()).extracting(CachedModel::size).containsExactly(4L, 4L);
  }

  @Test
  void speaksTheReferencesJson() throws IOException {
    add("acme/A", "a.gguf", "x");
    var json = new ObjectMapper().valueToTree(cache.stats());
    assertThat(json.fieldNames())
        .toIterable()
        .contains("total_models", "total_size", "total_size_gb", "cache_dir", "models");
    assertThat(json.at("/models/0/model_id").asText()).isEqualTo("acme/A");
    assertThat(json.at("/models/0/cached_at").asText()).isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void countsHowOftenItHadWhatWasAskedFor() throws IOException {
    add("acme/A", "a.gguf", "x");
    add("acme/A", "a.gguf", "x");
    add("acme/A", "a.gguf", "x");
    add("acme/B", "b.gguf", "y");
    var stats = cache.stats();
    assertThat(stats.cacheHits()).isEqualTo(2);
    assertThat(stats.cacheMisses()).isEqualTo(2);
    assertThat(new ObjectMapper().valueToTree(stats).path("cache_hit_rate").asDouble())
        .isEqualTo(0.5);
    assertThat(stats.models()).extracting(CachedModel::accessCount).containsExactly(3L, 1L);
  }

  @Test
  void findsModelsByPartOfTheirName() throws IOException {
    add("acme/Alpha", "a.gguf", "a");
    add("acme/Beta", "b.gguf", "b");
    assertThat(cache.list("ALPH")).extracting(CachedModel::modelId).containsExactly("acme/Alpha");
  }

  @Test
  void removesAModelButNotWhatAnotherShares() throws IOException {
    add("acme/A", "a.gguf", "same");
    var other = add("acme/B", "b.gguf", "same");
    assertThat(cache.remove("acme/A").freed()).isZero();
    assertThat(other.modelPath()).hasContent("same");
    assertThat(cache.remove("acme/B").freed()).isEqualTo(4);
    assertThat(CacheLayout.children(root.resolve("blobs"))).isEmpty();
    assertThat(root.resolve("index.json")).content().doesNotContain("acme");
  }

  @Test
  void refusesToRemoveWhatIsNotThere() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> cache.remove("acme/None"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.NOT_CACHED))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(5));
  }

  @Test
  void removesAModelWhoseManifestIsLost() throws IOException {
    var stored = add("acme/A", "a.gguf", "a");
    Files.writeString(root.resolve("models/acme--A/" + stored.revision() + ".json"), "torn");
    assertThat(cache.list("")).isEmpty();
    assertThat(cache.remove("acme/A").modelId()).isEqualTo("acme/A");
    assertThat(stored.modelPath()).doesNotExist();
  }

  @Test
  void refusesToRemoveWhatRuns() throws IOException {
    var stored = add("acme/A", "a.gguf", "a");
    try (var _ = cache.use(stored, "endpoint chat", ME)) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> cache.remove("acme/A"))
          .withMessageContaining("endpoint chat (process " + ME + ")");
      assertThat(cache.list("").getFirst().inUseBy()).hasSize(1);
    }
    assertThat(cache.remove("acme/A").freed()).isEqualTo(1);
  }

  @Test
  void forgetsUsersThatHaveDied() throws IOException, InterruptedException {
    var stored = add("acme/A", "a.gguf", "a");
    var child = new ProcessBuilder("sleep", "60").start();
    var marker = cache.use(stored, "endpoint chat", child.pid());
    child.destroyForcibly().waitFor();
    assertThat(cache.remove("acme/A").freed()).isEqualTo(1);
    marker.close();
  }

  @Test
  void findsAFlippedBitAndRepairsIt() throws IOException {
    var stored = add("acme/A", "a.gguf", "weights");
    assertThat(cache.validate("").isSound()).isTrue();
    flipABit(stored.modelPath());
    var found = cache.validate("");
    assertThat(found.damaged())
        .extracting(Validation.Damage::kind)
        .containsExactly(Kind.WRONG_BYTES);
    assertThat(cache.repair(found, ProgressListener.NONE)).allMatch(Repair::repaired);
    assertThat(stored.modelPath()).hasContent("weights");
    assertThat(cache.validate("").isSound()).isTrue();
  }

  @Test
  void findsMissingAndCutFiles() throws IOException {
    var missing = add("acme/A", "a.gguf", "aa");
    var cut = add("acme/B", "b.gguf", "bb");
    Files.delete(missing.modelPath());
    Files.delete(cut.modelPath());
    Files.writeString(cut.modelPath(), "b");
    assertThat(cache.validate("").damaged())
        .extracting(Validation.Damage::kind)
        .containsExactly(Kind.MISSING, Kind.WRONG_SIZE);
    assertThat(store.store.find(request("acme/B", "b.gguf"))).isEmpty();
  }

  private ArtifactRequest request(String id, String name) {
    return ArtifactRequest.of(id, List.of(TestStore.at("file://" + temp.resolve(name))));
  }

  @Test
  void saysThatARepairHadNoSource() throws IOException {
    var stored = add("acme/A", "a.gguf", "weights");
    flipABit(stored.modelPath());
    Files.delete(temp.resolve("a.gguf"));
    assertThat(cache.repair(cache.validate(""), ProgressListener.NONE))
        .singleElement()
        .satisfies(r -> assertThat(r.repaired()).isFalse())
        .satisfies(r -> assertThat(r.message()).contains("there is no file"));
  }

  @Test
  void makesTheIndexAnewFromTheDisk() throws IOException {
    add("acme/A", "a.gguf", "a");
    var before = Files.readString(root.resolve("index.json"));
    Files.writeString(root.resolve("index.json"), "{\"models\":");
    assertThat(cache.rebuild(ProgressListener.NONE).stats().totalModels()).isEqualTo(1);
    assertThat(root.resolve("index.json")).hasContent(before);
  }

  @Test
  void doesNotStumbleOverForeignFiles() throws IOException {
    add("acme/A", "a.gguf", "a");
    Files.writeString(root.resolve("models/acme--A/notes.json"), "[]");
    Files.writeString(root.resolve("models/readme.txt"), "hello");
    assertThat(cache.list("")).hasSize(1);
  }

  @Test
  void refusesIdsThatLeaveTheCache() {
    for (var id : List.of("../x", "a/../b", "/etc", "a/b/c", "", "a--b/c")) {
      assertThatExceptionOfType(StoreException.class)
          .as(id)
          .isThrownBy(() -> cache.remove(id))
          .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.BAD_REQUEST));
    }
  }
}
