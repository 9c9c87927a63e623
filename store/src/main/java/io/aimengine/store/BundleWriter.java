package io.aimengine.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs stored models for machines without a network: a zip with the blobs as they are, the
/// manifests behind them, and `checksums.sha256` for `sha256sum -c`.
final class BundleWriter {
  static final String CHECKSUMS = "checksums.sha256";

  private final CacheLayout layout;

  BundleWriter(CacheLayout layout) {
    this.layout = layout;
  }

  /// Reads every byte once and refuses what is damaged.
  void write(List<Manifest> manifests, OutputStream out, SourceContext context) throws IOException {
    var sums = new TreeMap<String, String>();
    try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (var manifest : manifests) {
        for (var file : manifest.files()) {
          var name = "blobs/sha256-" + file.sha256();
          if (sums.put(name, file.sha256()) == null) {
            blob(zip, name, file, manifest.id(), context);
          }
        }
      }
      for (var manifest : manifests) {
        var bytes = Json.bytes(manifest.withoutSecrets());
        var name = layout.root().relativize(layout.manifest(manifest.id(), manifest.revision()));
        entry(zip, name.toString(), bytes);
        sums.put(name.toString(), Hashes.sha256(bytes));
      }
      var text = new StringBuilder();
      sums.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
      entry(zip, CHECKSUMS, text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void blob(
      ZipOutputStream zip, String name, StoredFile file, String id, SourceContext context)
      throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    var digest = Hashes.sha256();
    try (var in = Files.newInputStream(layout.blob(file.sha256()))) {
      var buffer = new byte[Hashes.BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Hashes.add(digest, buffer, n);
        zip.write(buffer, 0, n);
        context.moved(file.path(), n);
      }
    }
    zip.closeEntry();
    if (!Hashes.hex(digest).equals(file.sha256())) {
      throw new StoreException(
          StoreCode.CHECKSUM,
          file.path() + " of " + id + " is damaged",
          "`aim-engine cache validate --repair`, then export again");
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
