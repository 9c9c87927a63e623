package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path temp;
  private Path cache;
  private TestStore store;

  @BeforeEach
  void open() {
    cache = temp.resolve("cache");
    store = new TestStore(cache, new FileSource());
  }

  @Test
  void storesAFileUnderItsHashAndItsName() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var stored = store.fetch(TestStore.at("file://" + file));
    assertThat(stored.modelPath()).hasContent("weights").hasFileName("tiny.gguf");
    assertThat(stored.modelPath()).startsWith(cache.resolve("models/acme--Tiny-1B"));
    assertThat(stored.bytes()).isEqualTo(7);
    assertThat(cache.resolve("blobs/sha256-" + stored.files().getFirst().sha256()))
        .hasContent("weights");
    assertThat(cache.resolve("index.json")).content().contains("\"acme/Tiny-1B\"");
    assertThat(CacheLayout.children(cache.resolve("partial"))).isEmpty();
  }

  @Test
  void doesNotReadTheSourceAgain() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var first = store.fetch(TestStore.at("file://" + file));
    Files.delete(file);
    assertThat(store.fetch(TestStore.at("file://" + file)).files()).isEqualTo(first.files());
  }

  @Test
  void storesAFolderWithItsTree() throws IOException {
    var folder = temp.resolve("model");
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/b.json"), "{}");
    Files.writeString(folder.resolve("a.safetensors"), "aaaa");
    Files.writeString(folder.resolve("notes.txt"), "no");
    var request =
        new ArtifactRequest(
            TestStore.ID,
            List.of(TestStore.at("file://" + folder)),
            List.of("*.safetensors", "*.json"));
    var stored = store.store.fetch(request, ProgressListener.NONE);
    assertThat(stored.files())
        .extracting(StoredFile::path)
        .containsExactly("a.safetensors", "sub/b.json");
    assertThat(stored.modelPath().resolve("sub/b.json")).hasContent("{}");
  }

  @Test
  void triesTheNextSourceAndTellsHowTheFirstFailed() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var stored = store.fetch(TestStore.at("file:///no/such.gguf"), TestStore.at("file://" + file));
    assertThat(stored.source()).isEqualTo("file://" + file);
    assertThat(store.told(StoreEvent.SourceFailed.class))
        .extracting(StoreEvent.SourceFailed::message)
        .containsExactly("there is no file /no/such.gguf");
  }

  @Test
  void fetchesNothingOfAModelThatIsLargerThanWanted() throws IOException {
    var small = Files.writeString(temp.resolve("small.gguf"), "w");
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var sources = List.of(TestStore.at("file://" + file), TestStore.at("file://" + small));
    var request = ArtifactRequest.of(TestStore.ID, sources);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.store.fetch(request.atMost(6), store.events::add))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.TOO_LARGE))
        .withMessage(TestStore.ID + " has 7 bytes, at most 6 are wanted");
    assertThat(CacheLayout.children(cache.resolve("blobs"))).as("and no other source").isEmpty();
    assertThat(CacheLayout.children(cache.resolve("partial"))).isEmpty();
    assertThat(store.store.fetch(request.atMost(7), ProgressListener.NONE).bytes()).isEqualTo(7);
    assertThat(store.store.fetch(request.atMost(1), ProgressListener.NONE).bytes())
        .as("what is here is here")
        .isEqualTo(7);
  }

  @Test
  void namesEverySourceWhenNoneWorks() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(TestStore.at("file:///no/a"), TestStore.at("s3://b/c")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.ALL_SOURCES))
        .withMessageContaining("there is no file /no/a [store.not-found]")
        .withMessageContaining("no source knows 's3://' [store.bad-request]");
  }

  @Test
  void refusesAFileWithAnotherHash() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(new Artifact("file://" + file, 7, "ab".repeat(32))))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.CHECKSUM))
        .withMessageContaining("expected abab");
    assertThat(CacheLayout.children(cache.resolve("blobs"))).isEmpty();
    assertThat(CacheLayout.children(cache.resolve("partial"))).isEmpty();
  }

  @Test
  void keepsTheCacheToItsOwner() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    store.fetch(TestStore.at("file://" + file));
    assertThat(Files.getPosixFilePermissions(cache)).hasSize(3);
    assertThat(Files.getPosixFilePermissions(cache.resolve("models"))).hasSize(3);
  }

  @Test
  void saysThatTheDiskIsTooSmallBeforeItWrites() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var small = new TestStore(cache, Limits.defaults().withHeadroom(10), _ -> 16, new FileSource());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> small.fetch(TestStore.at("file://" + file)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.DISK_FULL));
    assertThat(CacheLayout.children(cache.resolve("partial"))).isEmpty();
  }

  @Test
  void asksNoOtherSourceWhenTheDiskIsTooSmall() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var small = new TestStore(cache, Limits.defaults().withHeadroom(10), _ -> 16, new FileSource());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () -> small.fetch(TestStore.at("file://" + file), TestStore.at("file:///no/other")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.DISK_FULL))
        .withMessageNotContaining("/no/other");
  }

  @Test
  void saysThatTheCacheIsNoFolder() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var wrong = new TestStore(file.resolve("cache"), new FileSource());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> wrong.fetch(TestStore.at("file://" + file)))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(5));
  }

  @Test
  void saysThatTheCacheCannotBeWritten() throws IOException {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    // the kernel lets nobody make a folder here, not even root
    var denied = new TestStore(Path.of("/sys/aim-engine-cache"), new FileSource());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> denied.fetch(TestStore.at("file://" + file)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.READ_ONLY))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(7));
  }

  @Test
  void stopsBeforeTheDiskIsFullAndKeepsWhatIsHere() throws IOException {
    var big = temp.resolve("big.gguf");
    try (var channel =
        Files.newByteChannel(
            big, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      channel.position(80L << 20).write(ByteBuffer.allocate(1));
    }
    var asked = new AtomicInteger();
    Space shrinking = _ -> asked.incrementAndGet() == 1 ? 1L << 40 : 1;
    var small =
        new TestStore(cache, Limits.defaults().withHeadroom(10), shrinking, new FileSource());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> small.fetch(TestStore.at("file://" + big)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.DISK_FULL));
    assertThat(small.store.cache().stats().unfinishedSize()).isPositive();
  }

  @Test
  void manyThreadsReadTheSourceOnce() throws Exception {
    var file = Files.writeString(temp.resolve("tiny.gguf"), "weights");
    var counting = new CountingSource();
    var shared = new TestStore(cache, counting);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<StoredArtifact>>();
      for (int i = 0; i < 16; i++) {
        futures.add(threads.submit(() -> shared.fetch(TestStore.at("file://" + file))));
      }
      for (var future : futures) {
        assertThat(future.get().modelPath()).hasContent("weights");
      }
    }
    assertThat(counting.lists.get()).isEqualTo(1);
  }

  private static final class CountingSource implements Source {
    final AtomicInteger lists = new AtomicInteger();

    @Override
    public List<String> schemes() {
      return List.of("file");
    }

    @Override
    public Listing list(Artifact artifact, List<String> allow, SourceContext context)
        throws IOException {
      lists.incrementAndGet();
      return new FileSource().list(artifact, allow, context);
    }
  }
}
