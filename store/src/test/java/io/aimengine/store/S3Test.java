package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Against a real S3 server that checks signatures.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3Test {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN = "session/token+with=signs";

  @TempDir Path temp;
  private final byte[] weights = new byte[3_000_000];
  private Path objects = Path.of("");
  private RealServer server;
  private Map<String, String> environment = Map.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    objects = folder;
    new Random(5).nextBytes(weights);
    put("models/tiny/config.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    put("models/tiny/sub folder/a+b~c.safetensors", weights);
    put("models/tiny/pytorch_model.bin", new byte[10]);
    put("models/tiny2/other.json", new byte[10]);
    for (int i = 0; i < 1200; i++) {
      put("many/files/%04d.txt".formatted(i), new byte[] {(byte) i});
    }
    server =
        RealServer.start(
            Map.of("S3_KEY", "AKIDEXAMPLE", "S3_SECRET", SECRET, "S3_TOKEN", TOKEN),
            "s3",
            objects.toString());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void put(String name, byte[] bytes) throws IOException {
    var file = objects.resolve(name);
    Files.createDirectories(Durable.parent(file));
    Files.write(file, bytes);
  }

  @BeforeEach
  void login() {
    environment =
        Map.of(
            "AWS_ENDPOINT_URL",
            server.address(),
            "AWS_ACCESS_KEY_ID",
            "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY",
            SECRET,
            "AWS_SESSION_TOKEN",
            TOKEN);
  }

  private StoredArtifact fetch(String uri) {
    var request = ArtifactRequest.of(TestStore.ID, List.of(TestStore.at(uri)));
    return RealServer.store(temp.resolve("cache"), environment)
        .fetch(request, ProgressListener.NONE);
  }

  private void without(String... variables) {
    var fewer = new HashMap<>(environment);
    List.of(variables).forEach(fewer::remove);
    environment = Map.copyOf(fewer);
  }

  @Test
  void bringsAFolderInTheFormatThatServersRead() {
    var stored = fetch("s3://models/tiny");
    assertThat(stored.files())
        .extracting(StoredFile::path)
        .containsExactlyInAnyOrder("config.json", "sub folder/a+b~c.safetensors");
    assertThat(stored.folder().resolve("sub folder/a+b~c.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void bringsOneObject() {
    assertThat(fetch("s3://models/tiny/pytorch_model.bin").modelPath())
        .hasFileName("pytorch_model.bin")
        .hasSize(10);
  }

  @Test
  void readsAListThatComesInPages() {
    assertThat(fetch("s3://many/files/").files()).hasSize(1200);
  }

  @Test
  void takesKeysFromTheFileOfAwssTools() throws IOException {
    var file =
        Files.writeString(
            temp.resolve("credentials"),
            """
            [default]
            aws_access_key_id = WRONG
            aws_secret_access_key = WRONG
            [work]
            aws_access_key_id = AKIDEXAMPLE
            aws_secret_access_key = %s
            aws_session_token = %s
            """
                .formatted(SECRET, TOKEN));
    environment =
        Map.of(
            "AWS_ENDPOINT_URL",
            server.address(),
            "AWS_PROFILE",
            "work",
            "AWS_SHARED_CREDENTIALS_FILE",
            file.toString());
    assertThat(fetch("s3://models/tiny").files()).hasSize(2);
  }

  @Test
  void saysThatKeysAreMissingOrWrongAndNeverShowsThem() {
    without("AWS_SESSION_TOKEN");
    refuses("refuses these keys", "AWS_SESSION_TOKEN");
    without("AWS_ACCESS_KEY_ID");
    refuses("no keys are set", "AWS_ACCESS_KEY_ID");
    login();
    var wrong = new HashMap<>(environment);
    wrong.put("AWS_SECRET_ACCESS_KEY", SECRET + "x");
    environment = Map.copyOf(wrong);
    refuses("refuses these keys", "AWS_SECRET_ACCESS_KEY");
  }

  private void refuses(String why, String hint) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> fetch("s3://models/tiny"))
        .withMessageContaining(why)
        .withMessageNotContaining(SECRET)
        .withMessageNotContaining(TOKEN)
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.FORBIDDEN))
        .satisfies(e -> assertThat(e.hint()).contains(hint));
  }

  @Test
  void tellsWhatIsNotThere() {
    for (var uri : List.of("s3://none/tiny", "s3://models/nothing")) {
      assertThatExceptionOfType(StoreException.class)
          .as(uri)
          .isThrownBy(() -> fetch(uri))
          .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.NOT_FOUND));
    }
  }

  @Test
  void googlesNameForTheSameInterface() {
    environment =
        Map.of(
            "AIM_GS_ENDPOINT",
            server.address(),
            "GS_ACCESS_KEY_ID",
            "AKIDEXAMPLE",
            "GS_SECRET_ACCESS_KEY",
            "wrong");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> fetch("gs://models/tiny"))
        .satisfies(e -> assertThat(e.hint()).contains("GS_ACCESS_KEY_ID"));
  }

  @Test
  void goesOnToTheNextSourceAndTellsWhyTheFirstFailed() throws IOException {
    var local = Files.writeString(temp.resolve("local.gguf"), "here");
    var request =
        ArtifactRequest.of(
            TestStore.ID, List.of(TestStore.at("s3://none/tiny"), TestStore.at("file://" + local)));
    var told = new java.util.ArrayList<String>();
    var stored =
        RealServer.store(temp.resolve("cache"), environment)
            .fetch(request, event -> told.add(event.toString()));
    assertThat(stored.modelPath()).hasContent("here");
    assertThat(told).anyMatch(t -> t.contains("SourceFailed") && t.contains("s3://none/tiny"));
  }
}
