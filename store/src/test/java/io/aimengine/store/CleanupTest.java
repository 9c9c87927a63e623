package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.store.CleanupPolicy.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    return add(store.store, id, daysAgo, files);
  }

  private StoredArtifact add(ModelStore into, String id, int daysAgo, String... files)
      throws IOException {
    var folder = Files.createDirectories(temp.resolve(id));
    for (var file : files) {
      Files.writeString(folder.resolve(file), file.repeat(10));
    }
    var request = ArtifactRequest.of(id, List.of(TestStore.at("file://" + folder)));
    var stored = into.fetch(request, ProgressListener.NONE);
    Files.setLastModifiedTime(used(stored), FileTime.from(now.minus(Duration.ofDays(daysAgo))));
    return stored;
  }

  private Path used(StoredArtifact stored) {
    var model = stored.id().replace("/", "--");
    return root.resolve("models/" + model + "/" + stored.revision() + ".used");
  }

  private List<String> left() {
    return cache.list("").stream().map(CachedModel::modelId).toList();
  }

  private Cleaned clean(CleanupPolicy policy) {
    return cache.cleanup(policy, _ -> "");
  }

  private static CleanupPolicy atMost(long bytes) {
    return policy(OptionalLong.of(bytes), OptionalLong.empty(), OptionalInt.empty(), Order.LRU);
  }

  private static CleanupPolicy atLeastFree(long bytes) {
    return policy(OptionalLong.empty(), OptionalLong.of(bytes), OptionalInt.empty(), Order.LRU);
  }

  private static CleanupPolicy models(int most, Order order) {
    return policy(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.of(most), order);
  }

  private static CleanupPolicy policy(
      OptionalLong size, OptionalLong free, OptionalInt models, Order order) {
    return new CleanupPolicy(
        Optional.empty(), size, free, models, order, Map.of(), CleanupPolicy.Action.REMOVE);
  }

  private static CleanupPolicy retaining(CleanupPolicy policy, String id, Duration age) {
    return new CleanupPolicy(
        policy.unusedFor(),
        policy.maxSize(),
        policy.minFree(),
        policy.maxModels(),
        policy.order(),
        Map.of(id, age),
        policy.action());
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
  void leavesAsManyModelsAsAskedForInTheOrderThatWasAsked() throws IOException {
    var often = used(add("acme/often", 9, "a"));
    var last = Files.getLastModifiedTime(often);
    Files.writeString(often, "1".repeat(9));
    Files.setLastModifiedTime(often, last);
    add("acme/new", 1, "b");
    add("acme/newest", 0, "c");
    var byUses = clean(models(2, Order.LFU).dryRun());
    assertThat(byUses.removed().getFirst().modelId()).as("the least used").isEqualTo("acme/new");
    assertThat(clean(models(3, Order.LRU)).removed()).isEmpty();
    var cleaned = clean(models(1, Order.LRU));
    assertThat(cleaned.removed())
        .extracting(Cleaned.Taken::reason)
        .containsOnly("there are more models than asked for, and this is the longest unused");
    assertThat(left()).containsExactly("acme/newest");
    assertThat(cleaned.reached()).isTrue();
  }

  @Test
  void takesTheFirstThatCameWhenAskedTo() throws IOException {
    add("acme/used", 0, "a");
    var later = Clock.offset(TestStore.CLOCK, Duration.ofDays(1));
    var tomorrow =
        new ModelStore(
            root, List.of(new FileSource()), Limits.defaults().withHeadroom(0), _ -> free, later);
    add(tomorrow, "acme/later", 3, "b");
    clean(models(1, Order.FIFO));
    assertThat(left()).containsExactly("acme/later");
  }

  @Test
  void aRetentionIsAModelsOwnAge() throws IOException {
    add("acme/mine", 8, "a");
    add("acme/other", 8, "b");
    var month = CleanupPolicy.unusedFor(Duration.ofDays(30));
    assertThat(clean(retaining(month, "ACME/mine", Duration.ofDays(9))).removed()).isEmpty();
    var gone = clean(retaining(month, "ACME/mine", Duration.ofDays(8))).removed();
    assertThat(gone).extracting(Cleaned.Taken::modelId).containsExactly("acme/mine");
  }

  @Test
  void whatIsRetainedStaysWhateverTheSizesSay() throws IOException {
    add("acme/mine", 80, "a");
    add("acme/other", 1, "b");
    var cleaned = clean(retaining(models(0, Order.LRU), "acme/mine", CleanupPolicy.FOR_EVER));
    assertThat(left()).containsExactly("acme/mine");
    assertThat(cleaned.kept()).extracting(Cleaned.Kept::reason).containsExactly("to be kept");
    assertThat(cleaned.surplus()).isEqualTo(1);
    assertThat(cleaned.reached()).isFalse();
    var week = retaining(models(0, Order.LRU), "acme/mine", Duration.ofDays(90));
    assertThat(clean(week).kept())
        .extracting(Cleaned.Kept::reason)
        .containsExactly("to be kept until nobody has used it for 90 days");
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
    var young = Files.writeString(root.resolve("blobs/sha256-" + "1".repeat(64)), "of a download");
    Files.setLastModifiedTime(young, FileTime.from(now.minus(Duration.ofHours(23))));
    assertThat(clean(CleanupPolicy.unusedFor(Duration.ofHours(1))).leftovers()).isEqualTo(10);
    assertThat(young).as("a download goes on for a day").exists();
    assertThat(broken).doesNotExist();
    assertThat(orphan).doesNotExist();
    assertThat(torn).doesNotExist();
    assertThat(fresh).exists();
    assertThat(cache.validate("").isSound()).isTrue();
  }
}
