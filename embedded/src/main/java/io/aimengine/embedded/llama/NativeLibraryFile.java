package io.aimengine.embedded.llama;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/// Finds the native library: extracted once from the jar of the binding into a folder of its
/// content, so that starts after the first one only map it.
public final class NativeLibraryFile {

  private NativeLibraryFile() {}

  /// The library for this machine under `cache`, extracted when it is not there yet or is not what
  /// the jar holds.
  public static Path in(Path cache) {
    String resource = resource();
    try {
      long checksum = packedChecksum(resource);
      Path folder = cache.resolve("llama-" + Long.toHexString(checksum));
      Path file = folder.resolve(System.mapLibraryName("jllama"));
      if (!Files.isRegularFile(file) || checksum(Files.newInputStream(file)) != checksum) {
        extract(resource, folder, file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot extract the native library to " + cache, e);
    }
  }

  /// A jar knows the checksums of its entries, which saves unpacking six megabytes at each start.
  private static long packedChecksum(String resource) throws IOException {
    URL url = NativeLibraryFile.class.getResource(resource);
    if (url != null && url.openConnection() instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        return file.getEntry(jar.getEntryName()).getCrc();
      }
    }
    return checksum(open(resource));
  }

  private static String resource() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.contains("mac") ? "Mac" : os.contains("win") ? "Windows" : "Linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String cpu = arch.equals("aarch64") || arch.equals("arm64") ? "aarch64" : "x86_64";
    return "/de/kherud/llama/" + name + "/" + cpu + "/" + System.mapLibraryName("jllama");
  }

  private static InputStream open(String resource) {
    InputStream stream = NativeLibraryFile.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new LlamaException("de.kherud:llama has no native library for this machine");
    }
    return stream;
  }

  private static long checksum(InputStream from) throws IOException {
    try (var checked = new CheckedInputStream(from, new CRC32())) {
      checked.transferTo(java.io.OutputStream.nullOutputStream());
      return checked.getChecksum().getValue();
    }
  }

  private static void extract(String resource, Path folder, Path file) throws IOException {
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    Path part = Files.createTempFile(folder, "extract", ".part");
    try (InputStream from = open(resource)) {
      Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
