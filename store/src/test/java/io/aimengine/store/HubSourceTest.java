package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aimengine.store.FakeWeb.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSourceTest {
  private static final byte[] WEIGHTS = "weights".repeat(1000).getBytes(StandardCharsets.UTF_8);
  private static final String URI = "hf://" + FakeHub.MODEL;

  @TempDir Path temp;
  private FakeHub hub;
  private TestStore store;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    hub.small("config.json", "{\"layers\": 2}").large("model.safetensors", WEIGHTS);
    store = store(Map.of("HF_TOKEN", "hf_topsecret"));
  }

  private TestStore store(Map<String, String> environment) {
    var limits = Limits.defaults().withHeadroom(0);
    var web =
        new Web(limits, new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY), Map.of(), TestStore.CLOCK);
    var source =
        new HubSource(
            hub.endpoint(),
            new HubToken(environment, temp),
            web,
            new Retry(limits, new FakePause()));
    return new TestStore(temp.resolve("cache"), source);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private void failsWith(StoreCode code, String message, ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .withMessageNotContaining("hf_topsecret")
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void bringsAModelByItsCommit() {
    var stored = store.fetch(TestStore.at(URI));
    assertThat(stored.commit()).isEqualTo(FakeHub.COMMIT);
    assertThat(stored.modelPath()).hasFileName(FakeHub.COMMIT);
    assertThat(stored.modelPath().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    assertThat(stored.modelPath().resolve("config.json")).hasContent("{\"layers\": 2}");
    assertThat(hub.hub.seen(FakeHub.api("main")).getFirst().query()).isEqualTo("blobs=true");
  }

  @Test
  void showsTheTokenToTheHubOnly() {
    store.fetch(TestStore.at(URI));
    assertThat(hub.hub.seen)
        .isNotEmpty()
        .allMatch(s -> s.header("Authorization").equals("Bearer hf_topsecret"));
    assertThat(hub.cdn.seen).isNotEmpty().allMatch(s -> s.header("Authorization").isEmpty());
    assertThat(store.events.toString()).doesNotContain("hf_topsecret", "signature");
  }

  @Test
  void readsTheTokenThatTheHubsOwnToolWrote() throws IOException {
    var file = temp.resolve(".cache/huggingface/token");
    Files.createDirectories(file.resolve(".."));
    Files.writeString(file, "hf_fromfile\n");
    store(Map.of()).fetch(TestStore.at(URI));
    assertThat(hub.hub.seen.element().header("Authorization")).isEqualTo("Bearer hf_fromfile");
  }

  @Test
  void worksWithoutAToken() {
    store(Map.of()).fetch(TestStore.at(URI));
    assertThat(hub.hub.seen).allMatch(s -> s.header("Authorization").isEmpty());
  }

  @Test
  void bringsOneFileWhenOneIsNamed() {
    var stored = store.fetch(TestStore.at(URI + "@main/model.safetensors"));
    assertThat(stored.modelPath()).hasFileName("model.safetensors").hasBinaryContent(WEIGHTS);
  }

  @Test
  void leavesOutTheSameWeightsInOtherFormats() throws IOException {
    hub.large("pytorch_model.bin", new byte[] {1}).small("original/params.json", "{}");
    var stored = store.fetch(TestStore.at(URI));
    assertThat(stored.files())
        .extracting(StoredFile::path)
        .containsExactlyInAnyOrder("config.json", "model.safetensors");
  }

  @Test
  void bringsWhatThePatternsAllow() throws IOException {
    hub.large("sub/tiny.Q4.gguf", new byte[] {1, 2});
    var request = new ArtifactRequest(TestStore.ID, List.of(TestStore.at(URI)), List.of("*.gguf"));
    var stored = store.store.fetch(request, ProgressListener.NONE);
    assertThat(stored.files()).extracting(StoredFile::path).containsExactly("sub/tiny.Q4.gguf");
  }

  @Test
  void addsFilesToARevisionThatIsHereInPart() {
    store.fetch(TestStore.at(URI + "/config.json"));
    var whole = store.fetch(TestStore.at(URI));
    assertThat(whole.files()).hasSize(2);
    assertThat(store.store.cache().list("")).hasSize(1);
  }

  @Test
  void handsOutJustTheFileThatWasAskedForThoughMoreIsHere() {
    store.fetch(TestStore.at(URI));
    var one = store.fetch(TestStore.at(URI + "/model.safetensors"));
    assertThat(one.modelPath()).hasFileName("model.safetensors");
    assertThat(store.fetch(TestStore.at(URI)).files()).hasSize(2);
  }

  @Test
  void repairsTheCommitThatWasStoredThoughTheModelHasMoved() throws IOException {
    var stored = store.fetch(TestStore.at(URI));
    hub.hub.page(FakeHub.api("main"), "{\"sha\": \"other\"}".getBytes(StandardCharsets.UTF_8));
    Files.delete(stored.modelPath().resolve("model.safetensors"));
    var cache = store.store.cache();
    assertThat(cache.repair(cache.validate(""), ProgressListener.NONE))
        .allMatch(Repair::repaired)
        .hasSize(1);
    assertThat(cache.validate("").isSound()).isTrue();
    assertThat(store.fetch(TestStore.at(URI)).commit()).isEqualTo(FakeHub.COMMIT);
  }

  @Test
  void needsNoNetworkOnceItIsHere() {
    store.fetch(TestStore.at(URI));
    hub.close();
    assertThat(store.fetch(TestStore.at(URI)).files()).hasSize(2);
  }

  @Test
  void asksAgainOnlyWhenToldTo() {
    store.fetch(TestStore.at(URI));
    var asked = hub.cdn.seen.size();
    var request = ArtifactRequest.of(TestStore.ID, List.of(TestStore.at(URI)));
    store.store.refresh(request, ProgressListener.NONE);
    assertThat(hub.hub.seen(FakeHub.api("main"))).hasSize(2);
    assertThat(hub.cdn.seen).as("the weights are here and sound").hasSize(asked);
  }

  @Test
  void refusesASmallFileThatIsNotWhatGitSays() {
    hub.hub.page(
        FakeHub.resolve("config.json"), "{\"layers\": 3}".getBytes(StandardCharsets.UTF_8));
    failsWith(StoreCode.CHECKSUM, "config.json", () -> store.fetch(TestStore.at(URI)));
  }

  @Test
  void saysHowToGetAGatedModel() {
    hub.hub.fault(FakeHub.api("main"), new Fault.Answer(401, Map.of("X-Error-Code", "GatedRepo")));
    failsWith(StoreCode.GATED, "is gated", () -> store.fetch(TestStore.at(URI)));
    hub.hub.fault(FakeHub.api("main"), new Fault.Answer(403, Map.of("X-Error-Code", "GatedRepo")));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.fetch(TestStore.at(URI)))
        .satisfies(e -> assertThat(e.hint()).contains("accept the licence", "HF_TOKEN"))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(7));
  }

  @Test
  void saysThatAModelIsGatedWhenOnlyItsFilesAre() {
    // the hub shows the metadata of gated models to everybody
    hub.hub.fault(
        FakeHub.resolve("model.safetensors"),
        new Fault.Answer(401, Map.of("X-Error-Code", "GatedRepo")));
    failsWith(StoreCode.GATED, "is gated", () -> store.fetch(TestStore.at(URI)));
  }

  @Test
  void saysThatTheTokenIsNoGood() {
    hub.hub.fault(FakeHub.api("main"), new Fault.Answer(401, Map.of()));
    failsWith(
        StoreCode.FORBIDDEN, "does not accept this token", () -> store.fetch(TestStore.at(URI)));
  }

  @Test
  void tellsMissingModelsRevisionsAndFilesApart() {
    failsWith(StoreCode.NOT_FOUND, "no model", () -> store.fetch(TestStore.at("hf://acme/None")));
    hub.hub.fault(
        FakeHub.api("v9"), new Fault.Answer(404, Map.of("X-Error-Code", "RevisionNotFound")));
    failsWith(StoreCode.NOT_FOUND, "no revision v9", () -> store.fetch(TestStore.at(URI + "@v9")));
    failsWith(
        StoreCode.NOT_FOUND, "no file x.gguf", () -> store.fetch(TestStore.at(URI + "/x.gguf")));
    hub.hub.fault(
        FakeHub.api("main"), new Fault.Answer(401, Map.of("X-Error-Code", "RepoNotFound")));
    failsWith(StoreCode.GATED, "or it is private", () -> store.fetch(TestStore.at(URI)));
  }

  @Test
  void refusesFileNamesThatLeaveTheFolder() throws IOException {
    hub.small("../../evil", "x");
    failsWith(StoreCode.BAD_REQUEST, "leave its folder", () -> store.fetch(TestStore.at(URI)));
    assertThat(temp.resolve("evil")).doesNotExist();
  }

  @Test
  void refusesWhatIsNoHub() {
    hub.hub.page(FakeHub.api("main"), "<html>".getBytes(StandardCharsets.UTF_8));
    failsWith(
        StoreCode.SERVER, "does not answer like a model hub", () -> store.fetch(TestStore.at(URI)));
  }

  @Test
  void saysThatTheUserWantsNoNetwork() {
    var sources =
        ModelStores.sources(
            temp, Map.of("HF_HUB_OFFLINE", "1"), temp, Limits.defaults(), TestStore.CLOCK);
    var offline = new TestStore(temp.resolve("cache"), sources.toArray(new Source[0]));
    failsWith(StoreCode.OFFLINE, "HF_HUB_OFFLINE", () -> offline.fetch(TestStore.at(URI)));
  }
}
