package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Against a real registry behind a token service.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OciTest {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  @TempDir Path temp;
  private final byte[] weights = new byte[2_000_000];
  private final HttpClient client = HttpClient.newHttpClient();
  private RealServer server;
  private String registry = "";

  @BeforeAll
  void start() throws IOException, InterruptedException {
    new Random(9).nextBytes(weights);
    server = RealServer.start(Map.of("OCI_USER", "me", "OCI_PASSWORD", "top:secret"), "oci");
    registry = server.address().replace("http://", "");
    push("acme/tiny", "v1", layer("config.json", bytes("{}")), layer("model.gguf", weights));
    push(
        "acme/packed",
        "v1",
        layer("model", "application/vnd.cncf.model.weight.v1.tar", bytes("x")));
    push("acme/escape", "v1", layer("../../etc/passwd", bytes("x")));
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// A file as `oras push` keeps it.
  private static final class Layer {
    final String name;
    final String media;
    final byte[] bytes;

    Layer(String name, String media, byte[] bytes) {
      this.name = name;
      this.media = media;
      this.bytes = bytes;
    }
  }

  private static Layer layer(String name, byte[] bytes) {
    return layer(name, "application/octet-stream", bytes);
  }

  private static Layer layer(String name, String media, byte[] bytes) {
    return new Layer(name, media, bytes);
  }

  private void push(String repository, String tag, Layer... layers)
      throws IOException, InterruptedException {
    var config = bytes("{}");
    blob(repository, config);
    var parts = new java.util.ArrayList<String>();
    for (var layer : layers) {
      blob(repository, layer.bytes);
      parts.add(
          """
          {"mediaType": "%s", "digest": "sha256:%s", "size": %d,
           "annotations": {"org.opencontainers.image.title": "%s"}}\
          """
              .formatted(layer.media, Hashes.sha256(layer.bytes), layer.bytes.length, layer.name));
    }
    var manifest =
        """
        {"schemaVersion": 2, "mediaType": "%s",
         "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": "sha256:%s", "size": 2},
         "layers": [%s]}\
        """
            .formatted(MANIFEST, Hashes.sha256(config), String.join(",", parts));
    send("PUT", "/v2/" + repository + "/manifests/" + tag, MANIFEST, bytes(manifest));
  }

  private void blob(String repository, byte[] content) throws IOException, InterruptedException {
    var digest = "sha256:" + Hashes.sha256(content);
    send("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, "x/y", content);
  }

  private void send(String method, String path, String media, byte[] content)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", media)
            .header("Authorization", "Bearer test")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(content))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(201);
  }

  private Map<String, String> login(String password) throws IOException {
    var auth = Base64.getEncoder().encodeToString(bytes("me:" + password));
    Files.writeString(
        temp.resolve("config.json"),
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry, auth));
    return Map.of("DOCKER_CONFIG", temp.toString());
  }

  private StoredArtifact fetch(String name, Map<String, String> environment) {
    var uri = "oci://" + registry + "/" + name;
    return RealServer.store(temp.resolve("cache"), environment)
        .fetch(ArtifactRequest.of(TestStore.ID, List.of(TestStore.at(uri))), ProgressListener.NONE);
  }

  @Test
  void bringsTheFilesOfAnArtifact() throws IOException {
    var stored = fetch("acme/tiny:v1", login("top:secret"));
    assertThat(stored.folder().resolve("model.gguf")).hasBinaryContent(weights);
    assertThat(stored.folder().resolve("config.json")).hasContent("{}");
    assertThat(stored.commit()).startsWith("sha256:");
    assertThat(fetch("acme/tiny@" + stored.commit(), login("top:secret")).files())
        .isEqualTo(stored.files());
  }

  @Test
  void saysWhomTheRegistryRefuses() throws IOException {
    refuses("acme/tiny:v1", login("wrong"), StoreCode.FORBIDDEN);
    refuses("acme/tiny:v1", Map.of("DOCKER_CONFIG", "/nowhere"), StoreCode.FORBIDDEN);
    refuses("acme/tiny:v2", login("top:secret"), StoreCode.NOT_FOUND);
  }

  @Test
  void refusesLayersThatAreNoFilesAndNamesThatLeaveTheFolder() throws IOException {
    refuses("acme/packed:v1", login("top:secret"), StoreCode.BAD_REQUEST);
    refuses("acme/escape:v1", login("top:secret"), StoreCode.BAD_REQUEST);
  }

  private void refuses(String name, Map<String, String> environment, StoreCode code) {
    assertThatExceptionOfType(StoreException.class)
        .as(name)
        .isThrownBy(() -> fetch(name, environment))
        .withMessageNotContaining("top:secret")
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
