package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Unpacks what [BundleWriter] packed, and nothing else: names are those of blobs and manifests,
/// bytes are what their name says, and a manifest counts when all its blobs have come.
final class BundleReader {
  private static final Pattern BLOB = Pattern.compile("blobs/sha256-([0-9a-f]{64})");
  private static final Pattern MANIFEST = Pattern.compile("models/[^/]+/[^/]+\\.json");
  private static final int LARGEST_TEXT = 32 << 20;
  private static final int MOST_MANIFESTS = 10_000;

  private final CacheLayout layout;
  private final Partial.Room room;
  private final Duration checkpoint;

  BundleReader(CacheLayout layout, Partial.Room room, Duration checkpoint) {
    this.layout = layout;
    this.room = room;
    this.checkpoint = checkpoint;
  }

  /// The manifests of the bundle; the caller publishes them.
  List<Manifest> read(InputStream in, SourceContext context) throws IOException {
    var manifests = new ArrayList<Manifest>();
    var texts = new HashMap<String, String>();
    var sums = "";
    try (var zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var name = entry.getName();
        var blob = BLOB.matcher(name);
        if (blob.matches()) {
          blob(zip, blob.group(1), context);
          texts.put(name, blob.group(1));
        } else if (MANIFEST.matcher(name).matches() && manifests.size() < MOST_MANIFESTS) {
          var bytes = text(zip);
          texts.put(name, Hashes.sha256(bytes));
          manifests.add(manifest(name, bytes));
        } else if (name.equals(BundleWriter.CHECKSUMS)) {
          sums = new String(text(zip), StandardCharsets.UTF_8);
        } else {
          throw foreign(
              "has an entry that is no part of a bundle: " + name.replaceAll("\\p{C}", "?"));
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw foreign("cannot be read: " + e.getMessage());
    }
    compare(sums, texts);
    return manifests;
  }

  private void blob(InputStream in, String sha256, SourceContext context) throws IOException {
    if (Files.exists(layout.blob(sha256))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return;
    }
    try (var partial = Partial.open(layout.partial(), "bundle-" + sha256, checkpoint, room)) {
      partial.restart("");
      var buffer = new byte[Hashes.BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        partial.write(buffer, n);
        context.moved(sha256, n);
      }
      if (!partial.finish().equals(sha256)) {
        partial.discard();
        throw new StoreException(
            StoreCode.CHECKSUM,
            "blobs/sha256-" + sha256 + " has other bytes than its name says",
            "copy the bundle again");
      }
      BlobWriter.readOnly(partial.file());
      partial.moveTo(layout.blob(sha256));
    }
  }

  private static byte[] text(InputStream in) throws IOException {
    var bytes = in.readNBytes(LARGEST_TEXT + 1);
    if (bytes.length > LARGEST_TEXT) {
      throw foreign("has a manifest that is too large");
    }
    return bytes;
  }

  /// Checked as if a stranger had written it.
  private Manifest manifest(String name, byte[] bytes) {
    try {
      var manifest = Json.read(bytes, Manifest.class);
      ModelId.check(manifest.id());
      manifest.files().forEach(f -> RelativePath.check(f.path()));
      manifest.files().forEach(f -> Digest.sha256(f.sha256()));
      manifest.wishes().forEach(w -> w.paths().forEach(RelativePath::check));
      java.time.Instant.parse(manifest.cachedAt());
      var place = layout.root().relativize(layout.manifest(manifest.id(), manifest.revision()));
      if (!place.toString().equals(name)
          || !(manifest.commit() + "x").matches("[A-Za-z0-9:x]{1,128}")) {
        throw foreign("has a manifest under another model's name: " + name);
      }
      return manifest;
    } catch (IOException | java.time.DateTimeException | NullPointerException _) {
      throw foreign("has a manifest that is none: " + name);
    }
  }

  private static void compare(String sums, Map<String, String> found) {
    var named = new HashMap<String, String>();
    for (var line : sums.lines().toList()) {
      var at = line.indexOf("  ");
      if (at > 0) {
        named.put(line.substring(at + 2), line.substring(0, at));
      }
    }
    if (!named.equals(found)) {
      throw new StoreException(
          StoreCode.CHECKSUM,
          "the bundle has other content than its checksums say",
          "it was cut or changed on its way: copy it again");
    }
  }

  private static StoreException foreign(String what) {
    return new StoreException(
        StoreCode.BAD_REQUEST, "the bundle " + what, "make it with `aim-engine cache export`");
  }
}
