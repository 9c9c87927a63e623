package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.store.FakeWeb.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebTransferTest {
  private static final String PATH = "/models/tiny.gguf";

  @TempDir Path temp;
  private final FakePause pause = new FakePause();
  private FakeWeb web;
  private TestStore store;
  private byte[] body;

  @BeforeEach
  void start() throws IOException {
    body = new byte[3_000_000];
    new Random(7).nextBytes(body);
    web = new FakeWeb().page(PATH, body);
    store = store(Limits.defaults().withHeadroom(0).withStall(Duration.ofMillis(300)));
  }

  private TestStore store(Limits limits) {
    var policy = new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY);
    var client = new Web(limits, policy, Map.of(), TestStore.CLOCK);
    var source = new HttpsSource(client, new Retry(limits, pause));
    return new TestStore(temp.resolve("cache"), limits, _ -> 1L << 50, source);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private Artifact artifact() {
    return TestStore.at(web.uri(PATH).toString());
  }

  private Artifact pinned() {
    var digest = Hashes.sha256();
    digest.update(body);
    return new Artifact(web.uri(PATH).toString(), body.length, Hashes.hex(digest));
  }

  private static void failsWith(StoreCode code, ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void bringsAFileAndTellsItsProgress() {
    var stored = store.fetch(artifact());
    assertThat(stored.modelPath()).hasBinaryContent(body).hasFileName("tiny.gguf");
    var last = store.told(StoreEvent.Progress.class).getLast();
    assertThat(last.bytes()).isEqualTo(body.length);
    assertThat(last.total()).isEqualTo(body.length);
    assertThat(store.told(StoreEvent.Stored.class)).hasSize(1);
  }

  @Test
  void goesOnWhereTheConnectionBroke() {
    web.fault(PATH, new Fault.Cut(1_000_000));
    assertThat(store.fetch(artifact()).modelPath()).hasBinaryContent(body);
    var again = web.seen(PATH).getLast();
    var from = Integer.parseInt(again.header("Range").replaceAll("\\D", ""));
    assertThat(from).isPositive();
    assertThat(again.header("If-Range")).startsWith("\"");
    assertThat(store.told(StoreEvent.Retrying.class)).hasSize(1);
  }

  @Test
  void goesOnInALaterRun() {
    web.fault(PATH, new Fault.Cut(2_000_000));
    web.fault(PATH, new Fault.Answer(403, Map.of()));
    failsWith(StoreCode.FORBIDDEN, () -> store.fetch(artifact()));
    var later = store(Limits.defaults().withHeadroom(0));
    assertThat(later.fetch(artifact()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH).getLast().header("Range")).startsWith("bytes=");
    assertThat(later.told(StoreEvent.Progress.class).getLast().resumed()).isPositive();
  }

  @Test
  void beginsAnewWhenTheFileHasChangedMeanwhile() {
    web.fault(PATH, new Fault.Cut(1_000_000), new Fault.Answer(403, Map.of()));
    failsWith(StoreCode.FORBIDDEN, () -> store.fetch(artifact()));
    var other = Arrays.copyOf(body, body.length);
    other[5] ^= 1;
    web.page(PATH, other);
    assertThat(store.fetch(artifact()).modelPath()).hasBinaryContent(other);
  }

  @Test
  void worksWithAServerThatKnowsNoRanges() {
    web.withoutRanges().fault(PATH, new Fault.Cut(1_000_000));
    assertThat(store.fetch(artifact()).modelPath()).hasBinaryContent(body);
  }

  @Test
  void beginsAnewWhenTheRangeIsRefused() {
    web.fault(PATH, new Fault.Cut(1_000_000), new Fault.Answer(416, Map.of()));
    assertThat(store.fetch(artifact()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH).getLast().header("Range")).isEmpty();
  }

  @Test
  void noticesThatNothingComesAnyMore() {
    web.fault(PATH, new Fault.Stall(500_000));
    assertThat(store.fetch(artifact()).modelPath()).hasBinaryContent(body);
    assertThat(store.told(StoreEvent.Retrying.class))
        .singleElement()
        .satisfies(e -> assertThat(e.reason()).contains("no byte for"));
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    web.fault(PATH, new Fault.Answer(429, Map.of("Retry-After", "7")));
    web.fault(PATH, new Fault.Answer(503, Map.of("Retry-After", "Fri, 02 Jan 2026 03:04:25 GMT")));
    assertThat(store.fetch(artifact()).modelPath()).hasBinaryContent(body);
    assertThat(pause.waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(20));
  }

  @Test
  void doesNotWaitForHours() {
    web.fault(PATH, new Fault.Answer(429, Map.of("Retry-After", "7200")));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(artifact()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.RATE_LIMITED))
        .withMessageContaining("7200 s");
    assertThat(pause.waits).isEmpty();
  }

  @Test
  void givesUpWhenTheServerKeepsFailing() {
    for (int i = 0; i < 10; i++) {
      web.fault(PATH, new Fault.Answer(500, Map.of()));
    }
    failsWith(StoreCode.SERVER, () -> store.fetch(artifact()));
    assertThat(web.seen(PATH)).hasSize(6);
    assertThat(pause.waits).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void refusesOtherBytesThanPromised() {
    var wrong = new Artifact(web.uri(PATH).toString(), body.length, "00".repeat(32));
    failsWith(StoreCode.CHECKSUM, () -> store.fetch(wrong));
    var longer = new Artifact(web.uri(PATH).toString(), body.length - 1, "");
    failsWith(StoreCode.CHECKSUM, () -> store.fetch(longer));
    assertThat(store.store.cache().list("")).isEmpty();
  }

  @Test
  void saysWhatTheStatusMeans() {
    failsWith(StoreCode.NOT_FOUND, () -> store.fetch(TestStore.at(web.uri("/no").toString())));
    web.fault(PATH, new Fault.Answer(401, Map.of()));
    failsWith(StoreCode.FORBIDDEN, () -> store.fetch(artifact()));
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    var gone = new FakeWeb();
    var uri = gone.uri(PATH);
    gone.close();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(TestStore.at(uri.toString())))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.UNREACHABLE))
        .withMessage("cannot reach 127.0.0.1: the connection is refused");
  }

  @Test
  void saysThatANameDoesNotResolve() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(TestStore.at("https://no-such-host.invalid/a.gguf")))
        .withMessage("cannot reach no-such-host.invalid: the name does not resolve");
  }

  @Test
  void refusesPlainHttpElsewhereAndCredentialsInUrls() {
    failsWith(StoreCode.BAD_REQUEST, () -> store.fetch(TestStore.at("http://example.com/a")));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(TestStore.at("https://me:secret@example.com/a")))
        .withMessageNotContaining("secret");
    web.redirect("/out", java.net.URI.create("http://example.com/a"));
    failsWith(StoreCode.BAD_REQUEST, () -> store.fetch(TestStore.at(web.uri("/out").toString())));
  }

  @Test
  void doesNotTellTheSecretOfASignedUrl() {
    var signed = TestStore.at(web.uri(PATH) + "?signature=topsecret");
    web.fault(PATH, new Fault.Answer(500, Map.of()));
    assertThat(store.fetch(signed).source()).doesNotContain("topsecret");
    web.fault(PATH, new Fault.Answer(403, Map.of()));
    var other = TestStore.at(web.uri(PATH) + "?signature=topsecret2");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(other))
        .satisfies(e -> assertThat(e.sources().toString()).doesNotContain("topsecret"))
        .withMessageNotContaining("topsecret");
    assertThat(store.events.toString()).doesNotContain("topsecret");
  }

  @Test
  void noticesRedirectsInCircles() {
    web.redirect("/round", web.uri("/round"));
    failsWith(StoreCode.SERVER, () -> store.fetch(TestStore.at(web.uri("/round").toString())));
  }

  @Test
  void doesNotBelieveAPartialFileThatWasDamaged() throws IOException {
    breakOff();
    var part = partials(".part").getFirst();
    var bytes = Files.readAllBytes(part);
    bytes[10] ^= 1;
    Files.write(part, bytes);
    assertThat(store.fetch(pinned()).modelPath()).hasBinaryContent(body);
  }

  @Test
  void doesNotBelieveAPartialFileThatIsShorterThanItsJournal() throws IOException {
    breakOff();
    Files.write(partials(".part").getFirst(), new byte[10]);
    assertThat(store.fetch(pinned()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH).getLast().header("Range")).isEmpty();
  }

  @Test
  void doesNotBelieveATornJournal() throws IOException {
    breakOff();
    Files.writeString(partials(".json").getFirst(), "{\"complete\": 12");
    assertThat(store.fetch(pinned()).modelPath()).hasBinaryContent(body);
    assertThat(web.seen(PATH).getLast().header("Range")).isEmpty();
  }

  private void breakOff() {
    web.fault(PATH, new Fault.Cut(1_000_000), new Fault.Answer(403, Map.of()));
    failsWith(StoreCode.FORBIDDEN, () -> store.fetch(pinned()));
  }

  private java.util.List<Path> partials(String suffix) throws IOException {
    return CacheLayout.children(temp.resolve("cache/partial")).stream()
        .filter(p -> p.toString().endsWith(suffix))
        .toList();
  }
}
