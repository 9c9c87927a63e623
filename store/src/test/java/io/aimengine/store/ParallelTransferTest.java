package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.store.FakeWeb.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One file over several connections, and what may go wrong on any of them.
class ParallelTransferTest {
  private static final String PATH = "/big.safetensors";
  private static final long PIECE = 256 << 10;

  @TempDir Path temp;
  private final FakePause pause = new FakePause();
  private FakeWeb web;
  private byte[] body;

  @BeforeEach
  void start() throws IOException {
    body = new byte[(6 << 20) + 12_345];
    new Random(3).nextBytes(body);
    web = new FakeWeb().page(PATH, body);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private TestStore store(int connections) {
    var limits =
        Limits.defaults()
            .withHeadroom(0)
            .withStall(Duration.ofMillis(500))
            .withConnections(connections, PIECE);
    var policy = new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY);
    var client = new Web(limits, policy, Map.of(), TestStore.CLOCK);
    var source = new HttpsSource(client, new Retry(limits, pause));
    return new TestStore(temp.resolve("cache"), limits, _ -> 1L << 50, source);
  }

  private Artifact pinned() {
    var digest = Hashes.sha256();
    digest.update(body);
    return new Artifact(web.uri(PATH).toString(), body.length, Hashes.hex(digest));
  }

  private Artifact unpinned() {
    return TestStore.at(web.uri(PATH).toString());
  }

  /// So slow that others must come to help.
  private static Fault.Slow slow() {
    return new Fault.Slow(32 << 10, Duration.ofMillis(20));
  }

  private long ranged() {
    return web.seen(PATH).stream()
        .filter(s -> s.header("Range").matches("bytes=\\d+-\\d+"))
        .count();
  }

  @Test
  void bringsPiecesOverSeveralConnections() {
    web.fault(PATH, slow());
    var stored = store(8).fetch(unpinned());
    assertThat(stored.modelPath()).hasBinaryContent(body);
    assertThat(ranged()).isPositive();
    assertThat(web.mostAtOnce()).isBetween(2, 8);
  }

  @Test
  void oneConnectionAsksForEverythingAtOnce() {
    assertThat(store(1).fetch(unpinned()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH))
        .singleElement()
        .satisfies(s -> assertThat(s.header("Range")).isEmpty());
  }

  @Test
  void aBodyWithoutANameComesInOneAnswer() {
    web.withoutNames();
    assertThat(store(8).fetch(unpinned()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH)).last().satisfies(s -> assertThat(s.header("Range")).isEmpty());
    assertThat(web.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void asksNobodyTwiceForTheSameBytes() {
    web.fault(PATH, slow());
    store(6).fetch(pinned());
    assertThat(web.seen(PATH).stream().map(s -> s.header("Range")).filter(r -> !r.isEmpty()))
        .doesNotHaveDuplicates();
  }

  @Test
  void theServerIsAskedOnceWhereTheFileLies() {
    web.redirect("/hub", web.uri(PATH)).fault(PATH, slow());
    store(6).fetch(new Artifact(web.uri("/hub").toString(), body.length, ""));
    assertThat(web.seen("/hub")).hasSize(1);
    assertThat(ranged()).isPositive();
  }

  @Test
  void asksAgainWhereTheFileLiesWhenTheAddressHasExpired() {
    web.redirect("/hub", web.uri(PATH));
    web.fault(PATH, new Fault.Cut(1 << 20), new Fault.Answer(403, Map.of()));
    var stored = store(1).fetch(new Artifact(web.uri("/hub").toString(), body.length, ""));
    assertThat(stored.modelPath()).hasBinaryContent(body);
    assertThat(web.seen("/hub")).hasSize(2);
  }

  @Test
  void survivesConnectionsThatBreakAndStall() {
    web.fault(PATH, slow(), new Fault.Cut(100_000), new Fault.Stall(50_000), new Fault.Cut(0));
    web.fault(PATH, new Fault.Cut(200_000), new Fault.Stall(1), new Fault.Cut(1));
    assertThat(store(4).fetch(pinned()).modelPath()).hasBinaryContent(body);
  }

  @Test
  void aBusyServerGetsFewerConnections() {
    web.fault(PATH, slow());
    for (int i = 0; i < 3; i++) {
      web.fault(PATH, new Fault.Answer(429, Map.of("Retry-After", "60")));
    }
    assertThat(store(8).fetch(pinned()).modelPath()).hasBinaryContent(body);
    assertThat(pause.waits).as("the leader went on all the time").isEmpty();
  }

  @Test
  void theLeaderWaitsAsTheServerAsks() {
    web.fault(PATH, new Fault.Cut(1 << 20), new Fault.Answer(429, Map.of("Retry-After", "9")));
    assertThat(store(1).fetch(pinned()).modelPath()).hasBinaryContent(body);
    assertThat(pause.waits).contains(Duration.ofSeconds(9));
  }

  @Test
  void neverMixesTwoVersionsOfAFile() {
    var other = Arrays.copyOf(body, body.length);
    other[other.length - 1] ^= 1;
    web.fault(PATH, slow());
    web.afterFirst(PATH, () -> web.page(PATH, other));
    assertThat(store(4).fetch(unpinned()).modelPath()).hasBinaryContent(other);
    assertThat(pause.waits).isNotEmpty();
  }

  @Test
  void aServerWithoutRangesSendsItOnce() {
    web.withoutRanges();
    assertThat(store(8).fetch(pinned()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH)).hasSize(1);
  }

  @Test
  void aServerThatLosesItsRangesSendsItAll() {
    web.fault(PATH, slow());
    web.afterFirst(PATH, web::withoutRanges);
    assertThat(store(4).fetch(pinned()).modelPath()).hasBinaryContent(body);
  }

  @Test
  void refusesRangesThatDoNotFit() {
    web.fault(PATH, slow());
    web.lying();
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store(4).fetch(pinned()));
    assertThat(store(1).store.cache().list("")).isEmpty();
  }

  @Test
  void holdsTheBandwidthLimit() throws InterruptedException {
    var waits = new FakePause();
    var limit = new Bandwidth(1_000_000, () -> 0, waits);
    limit.spent(500_000);
    limit.spent(500_000);
    assertThat(waits.waits).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }
}
