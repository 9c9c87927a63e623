package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanupTest {
  private final Instant now = TestStore.CLOCK.instant();
  private static final long ME = ProcessHandle.current().pid();

  @TempDir Path temp;
  private Path root;
  private TestStore store;
  private ModelCache cache;
  private long free = 1000;

  @BeforeEach
  void open() {
    root = temp.resolve("cache");
    var limits = Limits.defaults().withHeadroom(0);
    store = new TestStore(root, limits, _ -> free, new FileSource());
    cache = store.store.cache();
  }

  private StoredArtifact add(String id, int daysAgo, String... files) throws IOException {
    var folder = Files.createDirectories(temp.resolve(id));
    for (var file : files) {
      Files.writeString(folder.resolve(file), file.repeat(10));
    }
    var request = ArtifactRequest.of(id, List.of(TestStore.at("file://" + folder)));
    var stored = store.store.fetch(request, ProgressListener.NONE);
    var used = root.resolve("models/" + id.replace("/", "--") + "/" + stored.revision() + ".used");
    Files.setLastModifiedTime(used, FileTime.from(now.minus(Duration.ofDays(daysAgo))));
    return stored;
  }

  private List<String> left() {
    return cache.list("").stream().map(CachedModel::modelId).toList();
  }

  private Cleaned clean(CleanupPolicy policy) {
    return cache.cleanup(policy, _ -> "");
  }

  private static CleanupPolicy atMost(long bytes) {
    return new CleanupPolicy(
        Optional.empty(),
        OptionalLong.of(bytes),
        OptionalLong.empty(),
        CleanupPolicy.Action.REMOVE);
  }

  private static CleanupPolicy atLeastFree(long bytes) {
    return new CleanupPolicy(
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.of(bytes),
        CleanupPolicy.Action.REMOVE);
  }

  @Test
  void takesWhatNobodyUsedForSoLong() throws IOException {
    add("acme/old", 30, "a");
    add("acme/young", 29, "b");
    var cleaned = clean(CleanupPolicy.unusedFor(Duration.ofDays(30)));
    assertThat(cleaned.removed()).extracting(Cleaned.Taken::modelId).containsExactly("acme/old");
    assertThat(cleaned.freed()).isEqualTo(10);
    assertThat(left()).containsExactly("acme/young");
  }

  @Test
  void tellsTheSameWithoutDoingIt() throws IOException {
    add("acme/old", 40, "a");
    var policy = CleanupPolicy.unusedFor(Duration.ofDays(30));
    var told = clean(policy.dryRun());
    assertThat(left()).containsExactly("acme/old");
    assertThat(told.dryRun()).isTrue();
    assertThat(clean(policy).removed()).isEqualTo(told.removed());
    assertThat(left()).isEmpty();
  }

  @Test
  void takesTheLongestUnusedUntilTheCacheIsSmallEnough() throws IOException {
    add("acme/a", 3, "a");
    add("acme/b", 9, "b");
    add("acme/c", 6, "c");
    assertThat(clean(atMost(30)).removed()).isEmpty();
    clean(atMost(29));
    assertThat(left()).containsExactly("acme/a", "acme/c");
    clean(atMost(10));
    assertThat(left()).containsExactly("acme/a");
  }

  @Test
  void takesTheLongestUnusedUntilTheDiskHasRoom() throws IOException {
    add("acme/a", 3, "a");
    add("acme/b", 9, "b");
    assertThat(clean(atLeastFree(1000)).removed()).isEmpty();
    clean(atLeastFree(1001));
    assertThat(left()).containsExactly("acme/a");
  }

  @Test
  void sharedBytesFreeNothingUntilTheLastNameGoes() throws IOException {
    add("acme/a", 9, "same", "a");
    add("acme/b", 8, "same");
    var cleaned = clean(atMost(40));
    assertThat(cleaned.freed()).isEqualTo(10);
    assertThat(left()).containsExactly("acme/b");
    assertThat(cache.validate("").isSound()).isTrue();
  }

  @Test
  void neverTakesWhatRunsOrIsPinned() throws IOException {
    var used = add("acme/used", 90, "a");
    add("acme/pinned", 90, "b");
    add("acme/served", 90, "c");
    cache.pin("acme/pinned", ModelCache.Pin.ON);
    try (var _ = cache.use(used, "endpoint chat", ME)) {
      var cleaned =
          cache.cleanup(atMost(0), m -> m.modelId().equals("acme/served") ? "endpoint x" : "");
      assertThat(cleaned.removed()).isEmpty();
      assertThat(cleaned.kept())
          .extracting(Cleaned.Kept::reason)
          .containsExactlyInAnyOrder(
              "in use by endpoint chat (process " + ME + ")", "pinned", "in use by endpoint x");
      assertThat(cleaned.lacking()).isEqualTo(30);
    }
    assertThat(left()).hasSize(3);
  }

  @Test
  void refusesToRemoveWhatIsPinnedUntilItIsLetGo() throws IOException {
    add("acme/a", 0, "a");
    cache.pin("acme/a", ModelCache.Pin.ON);
    assertThat(cache.list("").getFirst().pinned()).isTrue();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> cache.remove("acme/a"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.PINNED));
    cache.pin("acme/a", ModelCache.Pin.OFF);
    assertThat(cache.remove("acme/a").freed()).isEqualTo(10);
  }

  @Test
  void nothingCanBePinnedThatIsNotThere() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> cache.pin("acme/none", ModelCache.Pin.ON))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.NOT_CACHED));
  }

  /// The clock was set back after the last use: that is no reason to remove anything.
  @Test
  void aUseInTheFutureIsAUseJustNow() throws IOException {
    add("acme/a", -400, "a");
    assertThat(clean(CleanupPolicy.unusedFor(Duration.ZERO)).removed()).isEmpty();
  }

  @Test
  void sweepsUpBrokenDownloadsThatNobodyWentOnWith() throws IOException {
    add("acme/a", 0, "a");
    var old = FileTime.from(now.minus(Duration.ofDays(31)));
    var broken = Files.writeString(root.resolve("partial/" + "0".repeat(40) + ".part"), "xxxxx");
    var orphan = Files.writeString(root.resolve("blobs/sha256-" + "0".repeat(64)), "yyy");
    var fresh = Files.writeString(root.resolve("partial/" + "1".repeat(40) + ".part"), "z");
    Files.setLastModifiedTime(fresh, FileTime.from(now));
    var torn = Files.writeString(root.resolve("models/acme--a/.aim-engine-1-2-3.part"), "tt");
    Files.setLastModifiedTime(torn, old);
    Files.setLastModifiedTime(broken, old);
    Files.setLastModifiedTime(orphan, old);
    var cleaned = clean(CleanupPolicy.unusedFor(Duration.ofDays(30)));
    assertThat(cleaned.leftovers()).isEqualTo(10);
    assertThat(broken).doesNotExist();
    assertThat(orphan).doesNotExist();
    assertThat(torn).doesNotExist();
    assertThat(fresh).exists();
    assertThat(cache.validate("").isSound()).isTrue();
  }
}
