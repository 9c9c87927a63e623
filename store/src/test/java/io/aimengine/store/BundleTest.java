package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models carried to a machine without a network.
class BundleTest {
  @TempDir Path temp;
  private TestStore here;
  private TestStore there;
  private StoredArtifact stored;
  private ArtifactRequest request;

  @BeforeEach
  void store() throws IOException {
    here = new TestStore(temp.resolve("here"), new FileSource());
    there = new TestStore(temp.resolve("there"));
    var folder = Files.createDirectories(temp.resolve("model/sub"));
    Files.writeString(folder.resolve("b.json"), "{}");
    Files.writeString(folder.resolve("a.safetensors"), "weights".repeat(1000));
    request =
        ArtifactRequest.of(TestStore.ID, List.of(TestStore.at("file://" + temp.resolve("model"))));
    stored = here.store.fetch(request, ProgressListener.NONE);
  }

  private byte[] bundle() {
    var out = new ByteArrayOutputStream();
    here.store.export(List.of(TestStore.ID), out, ProgressListener.NONE);
    return out.toByteArray();
  }

  private List<String> bring(byte[] bundle) {
    return there.store.importBundle(new ByteArrayInputStream(bundle), ProgressListener.NONE);
  }

  @Test
  void theOtherMachineHasTheModelAsIfItHadFetchedIt() {
    assertThat(bring(bundle())).containsExactly(TestStore.ID);
    var found = there.store.find(request).orElseThrow();
    assertThat(found.files()).isEqualTo(stored.files());
    assertThat(there.store.cache().validate("").isSound()).isTrue();
    assertThat(bring(bundle())).as("once more changes nothing").containsExactly(TestStore.ID);
  }

  @Test
  void aBundleThatWasCutOrChangedBringsNothing() {
    var whole = bundle();
    for (int at = 100; at < whole.length; at += whole.length / 20) {
      var changed = whole.clone();
      changed[at] ^= 1;
      refuses(changed);
      refuses(java.util.Arrays.copyOf(whole, at));
    }
    assertThat(there.store.cache().list("")).isEmpty();
  }

  private void refuses(byte[] bundle) {
    try {
      bring(bundle);
      // a flipped bit of a date or the like changes no content
      assertThat(there.store.cache().validate("").isSound()).isTrue();
      there.store.cache().list("").forEach(m -> there.store.cache().remove(m.modelId()));
    } catch (StoreException e) {
      assertThat(e.exitCode()).isBetween(2, 5);
    }
  }

  @Test
  void refusesEntriesThatAreNoPartOfABundle() throws IOException {
    for (var name : List.of("../../etc/cron.d/x", "/etc/passwd", "blobs/other", "models/a/../b")) {
      var out = new ByteArrayOutputStream();
      try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write('x');
      }
      assertThatExceptionOfType(StoreException.class)
          .as(name)
          .isThrownBy(() -> bring(out.toByteArray()))
          .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.BAD_REQUEST));
    }
  }

  @Test
  void aManifestMayNameNoPathOutside() throws IOException {
    var name = "models/acme--Tiny-1B/" + stored.revision() + ".json";
    var manifest =
        Files.readString(temp.resolve("here").resolve(name))
            .replace("sub/b.json", "../../../escaped");
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(BundleWriter.CHECKSUMS));
      var sum = Hashes.sha256(manifest) + "  " + name + "\n";
      zip.write(sum.getBytes(StandardCharsets.UTF_8));
    }
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> bring(out.toByteArray()))
        .withMessageContaining("would leave its folder");
    assertThat(there.store.cache().list("")).isEmpty();
  }

  @Test
  void refusesToPackWhatIsDamagedOrNotThere() throws IOException {
    var file = stored.folder().resolve("sub/a.safetensors");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "weightz".repeat(1000));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(this::bundle)
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.CHECKSUM));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            here.store.export(
                List.of("acme/None"), new ByteArrayOutputStream(), ProgressListener.NONE))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.NOT_CACHED));
  }
}
