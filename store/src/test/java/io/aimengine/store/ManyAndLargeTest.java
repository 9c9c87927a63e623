package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand files, and one that needs more than 32 bits for its size.
@Tag("e2e")
class ManyAndLargeTest {
  private static final long LARGE = 5L << 30;
  private static final int TAIL = 1 << 20;

  @TempDir Path temp;

  @Test
  void bringsAThousandSmallFilesOnce() throws IOException {
    try (var hub = new FakeHub()) {
      for (int i = 0; i < 1000; i++) {
        hub.prepare("part/%03d.json".formatted(i), "{\"number\": " + i + "}");
      }
      hub.publish();
      var store = RealServer.store(temp, Map.of("HF_ENDPOINT", hub.endpoint().toString()));
      var request =
          ArtifactRequest.of(FakeHub.MODEL, List.of(TestStore.at("hf://" + FakeHub.MODEL)));
      var stored = store.fetch(request, ProgressListener.NONE);
      assertThat(stored.files()).hasSize(1000);
      assertThat(stored.folder().resolve("part/999.json")).hasContent("{\"number\": 999}");
      var asked = hub.hub.seen.size();
      assertThat(asked).isEqualTo(1001);
      store.fetch(request, ProgressListener.NONE);
      assertThat(hub.hub.seen).hasSize(asked);
      assertThat(store.cache().validate("").isSound()).isTrue();
    }
  }

  /// An interrupted download of 5 GiB whose last MiB lacks; what is there is sparse.
  @Test
  void goesOnBehindFourGibibytes() throws IOException {
    var tail = new byte[TAIL];
    new Random(8).nextBytes(tail);
    var asked = new ConcurrentLinkedQueue<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            var from = LARGE - TAIL;
            exchange
                .getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(from, LARGE - 1, LARGE));
            exchange.sendResponseHeaders(206, TAIL);
            exchange.getResponseBody().write(tail);
          }
        });
    server.start();
    try {
      var sha256 = interrupted(tail);
      var uri = "http://127.0.0.1:" + server.getAddress().getPort() + "/large.safetensors";
      var store = RealServer.store(temp, Map.of());
      var request = ArtifactRequest.of(TestStore.ID, List.of(new Artifact(uri, LARGE, sha256)));
      var stored = store.fetch(request, ProgressListener.NONE);
      assertThat(asked).containsExactly("bytes=" + (LARGE - TAIL) + "-");
      assertThat(stored.modelPath()).hasSize(LARGE);
      assertThat(stored.files().getFirst().sha256()).isEqualTo(sha256);
    } finally {
      server.stop(0);
    }
  }

  /// Returns the digest of the whole file.
  private String interrupted(byte[] tail) throws IOException {
    var digest = Hashes.sha256();
    var zeros = new byte[1 << 20];
    for (long at = 0; at < LARGE - TAIL; at += zeros.length) {
      digest.update(zeros);
    }
    digest.update(tail);
    var sha256 = Hashes.hex(digest);
    var partial = Files.createDirectories(temp.resolve("partial"));
    var key = Hashes.sha256(sha256).substring(0, 40);
    try (var file = new RandomAccessFile(partial.resolve(key + ".part").toFile(), "rw")) {
      file.setLength(LARGE - TAIL);
    }
    new Journal("", List.of(new Ranges.Range(0, LARGE - TAIL)))
        .write(partial.resolve(key + ".json"));
    return sha256;
  }
}
