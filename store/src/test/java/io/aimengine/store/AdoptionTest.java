package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are here already, and the cache of AMD's cache manager.
class AdoptionTest {
  private static final Artifact HUB = TestStore.at("hf://acme/Tiny-1B");

  @TempDir Path temp;
  private Path root;
  private TestStore store;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectories(temp.resolve("cache"));
    store = new TestStore(root, new FileSource());
  }

  private Path model(String name) throws IOException {
    var folder = Files.createDirectories(temp.resolve(name));
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    return folder;
  }

  private StoredArtifact add(Adoption adoption) {
    return store.store.add(adoption, ProgressListener.NONE);
  }

  @Test
  void aFolderAnswersWhatALaunchWillAskFor() throws IOException {
    var stored = add(Adoption.copy(TestStore.ID, model("mine"), List.of(HUB)));
    assertThat(store.store.find(ArtifactRequest.of(TestStore.ID, List.of(HUB))))
        .hasValueSatisfying(found -> assertThat(found.folder()).isEqualTo(stored.folder()));
    assertThat(stored.source()).isEqualTo("file://" + temp.resolve("mine"));
  }

  @Test
  void aCopyDoesNotFollowTheOriginal() throws IOException {
    var folder = model("mine");
    var stored = add(Adoption.copy(TestStore.ID, folder, List.of()));
    Files.writeString(folder.resolve("model.safetensors"), "other");
    assertThat(stored.folder().resolve("model.safetensors")).hasContent("weights");
  }

  @Test
  void aSnapshotOfAHubCacheKeepsItsCommit() throws IOException {
    var commit = FakeHub.COMMIT;
    var blob = Files.writeString(temp.resolve("blob"), "weights");
    var snapshot =
        Files.createDirectories(temp.resolve("models--acme--Tiny-1B/snapshots/" + commit));
    Files.createSymbolicLink(snapshot.resolve("model.safetensors"), blob);
    var stored = add(Adoption.copy(TestStore.ID, snapshot, List.of(HUB)));
    assertThat(stored.commit()).isEqualTo(commit);
    var hub = root.resolve("huggingface/hub/models--acme--Tiny-1B");
    assertThat(hub.resolve("refs/main")).hasContent(commit);
    assertThat(hub.resolve("snapshots/" + commit + "/model.safetensors")).hasContent("weights");
  }

  @Test
  void doesNotPoseAsAPinnedFileThatItIsNot() throws IOException {
    var pinned = new Artifact("https://host/model.safetensors", 0, "00".repeat(32));
    add(Adoption.copy(TestStore.ID, model("mine"), List.of(pinned)));
    assertThat(store.store.find(ArtifactRequest.of(TestStore.ID, List.of(pinned)))).isEmpty();
  }

  @Test
  void takesOverTheCacheOfTheReferenceWithoutASecondCopy() throws IOException {
    var folder = Files.createDirectories(root.resolve("models/acme--Tiny-1B"));
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"}");
    var weights = Files.writeString(folder.resolve("model.safetensors"), "weights");
    Files.writeString(
        root.resolve("cache_index.json"),
        """
        {"acme/Tiny-1B": {"cached": true, "cache_path": "/workspace/model-cache/models/acme--Tiny-1B",
          "commit_hash": null, "cached_at": "2025-03-04T05:06:07.123456", "size": 7},
         "acme/Gone": {"cached": true, "cache_path": "/nowhere", "size": 1},
         "acme/Not": {"cached": false}, "../../etc": {"cached": true, "cache_path": "/etc"}}
        """);
    var cache = store.store.cache();
    assertThat(cache.rebuild(ProgressListener.NONE).imported()).containsExactly("acme/Tiny-1B");
    var stored = store.store.find(ArtifactRequest.of(TestStore.ID, List.of(HUB))).orElseThrow();
    assertThat(stored.cachedAt()).isEqualTo(Instant.parse("2025-03-04T05:06:07.123456Z"));
    assertThat(Files.isSameFile(stored.folder().resolve("model.safetensors"), weights)).isTrue();
    assertThat(cache.validate("").isSound()).isTrue();
    assertThat(cache.rebuild(ProgressListener.NONE).imported()).as("only once").isEmpty();
    cache.remove("acme/Tiny-1B");
    assertThat(weights).doesNotExist();
  }

  @Test
  void saysThatTheReferencesIndexIsTorn() throws IOException {
    Files.writeString(root.resolve("cache_index.json"), "{\"acme/A\": {\"cac");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.store.cache().rebuild(ProgressListener.NONE))
        .withMessageContaining("cache_index.json is damaged");
    assertThat(root.resolve("cache_index.json")).exists();
  }
}
