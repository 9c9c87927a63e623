package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hub's own Python library reads what we stored, offline.
@Tag("e2e")
class HubLibraryTest {
  @TempDir Path temp;

  @Test
  void theRealLibraryFindsTheModelOffline() throws IOException, InterruptedException {
    try (var hub = new FakeHub()) {
      var weights = "weights".repeat(1000).getBytes(StandardCharsets.UTF_8);
      hub.small("config.json", "{\"layers\": 2}").large("model.safetensors", weights);
      var store = RealServer.store(temp, Map.of("HF_ENDPOINT", hub.endpoint().toString()));
      var request =
          ArtifactRequest.of(
              FakeHub.MODEL, java.util.List.of(TestStore.at("hf://" + FakeHub.MODEL)));
      var stored = store.fetch(request, ProgressListener.NONE);

      var said = library();
      assertThat(said).contains("ok snapshot_download", "ok scan_cache_dir");

      store.cache().remove(stored.id());
      assertThat(temp.resolve("huggingface/hub/models--acme--Tiny-1B")).doesNotExist();
    }
  }

  private String library() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("../e2e/huggingface_hub/run", temp.toString(), FakeHub.MODEL)
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
