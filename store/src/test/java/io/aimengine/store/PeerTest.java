package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that has a model, and one that wants it.
class PeerTest {
  private static final String PATH = "/m.gguf";

  @TempDir Path temp;
  private final byte[] body = new byte[2_000_000];
  private FakeWeb web;
  private PeerServer peer;
  private Artifact artifact;
  private StoredArtifact stored;
  private final TestStore ears = new TestStore(Path.of("unused"));

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(body);
    web = new FakeWeb().page(PATH, body);
    artifact = TestStore.at(web.uri(PATH).toString());
    stored = fetch("first", Map.of());
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    peer = PeerServer.start(temp.resolve("first"), loopback, "peer-secret");
    web.seen.clear();
  }

  @AfterEach
  void stop() {
    peer.close();
    web.close();
  }

  private StoredArtifact fetch(String cache, Map<String, String> environment) {
    return fetch(cache, environment, 1L << 50);
  }

  private StoredArtifact fetch(String cache, Map<String, String> environment, long room) {
    var limits = Limits.defaults().withHeadroom(0).withConnections(4, 256 << 10);
    var client =
        new Web(limits, new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY), environment, TestStore.CLOCK);
    var retry = new Retry(limits, new FakePause());
    var peers = Peers.of(environment, client, retry);
    var sources = List.<Source>of(new HttpsSource(client, retry));
    var store =
        new ModelStore(temp.resolve(cache), sources, peers, limits, _ -> room, TestStore.CLOCK);
    return store.fetch(ArtifactRequest.of(TestStore.ID, List.of(artifact)), ears.events::add);
  }

  private Map<String, String> with(URI address, String token) {
    var environment = new HashMap<String, String>();
    environment.put("AIM_CACHE_PEERS", address.toString());
    environment.put("AIM_CACHE_PEER_TOKEN", token);
    return environment;
  }

  @Test
  void copiesFromThePeerAndAsksNobodyElse() {
    var copied = fetch("second", with(peer.uri(), "peer-secret"));
    assertThat(copied.modelPath()).hasBinaryContent(body);
    assertThat(copied.files()).isEqualTo(stored.files());
    assertThat(web.seen).isEmpty();
  }

  @Test
  void aPeerThatIsGoneOrStrangeCostsOnlyAWord() {
    peer.close();
    assertThat(fetch("second", with(peer.uri(), "peer-secret")).modelPath()).hasBinaryContent(body);
    assertThat(ears.told(StoreEvent.SourceFailed.class)).isNotEmpty();
  }

  @Test
  void asksNobodyElseWhenTheDiskIsTooSmallForWhatAPeerHas() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> fetch("second", with(peer.uri(), "peer-secret"), 1))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.DISK_FULL));
    assertThat(web.seen).isEmpty();
  }

  @Test
  void whoDoesNotKnowTheTokenGetsNothing() {
    fetch("second", with(peer.uri(), "wrong"));
    assertThat(web.seen).isNotEmpty();
    assertThat(ears.told(StoreEvent.SourceFailed.class))
        .singleElement()
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.FORBIDDEN));
    assertThat(ears.events.toString()).doesNotContain("peer-secret");
  }

  @Test
  void bytesThatAPeerGotWrongAreNotTaken() throws IOException {
    var blob = temp.resolve("first/blobs/sha256-" + stored.files().getFirst().sha256());
    Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
    var wrong = body.clone();
    wrong[1_500_000] ^= 1;
    Files.write(blob, wrong);
    assertThat(fetch("second", with(peer.uri(), "peer-secret")).modelPath()).hasBinaryContent(body);
    assertThat(ears.told(StoreEvent.SourceFailed.class))
        .anySatisfy(e -> assertThat(e.code()).isEqualTo(StoreCode.CHECKSUM));
  }

  @Test
  void servesOtherMachinesWithATokenOnly() {
    var everybody = new InetSocketAddress("0.0.0.0", 0);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> PeerServer.start(temp, everybody, ""))
        .satisfies(e -> assertThat(e.hint()).contains("AIM_CACHE_PEER_TOKEN"));
  }
}
