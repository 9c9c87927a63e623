package io.aimengine.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A bundle as one zip file: `bundle.json` (what was asked, and the SHA-256 of the rest),
/// `catalog.pack`, `decision.json`. The same bundle is always the same bytes.
public final class BundleFile {
  static final String FORMAT = "aim-engine-decision";
  static final int VERSION = 1;

  private static final String INDEX = "bundle.json";
  private static final String CATALOG = "catalog.pack";
  private static final String DECISION = "decision.json";
  private static final int MOST_BYTES = 256 << 20;
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private BundleFile() {}

  /// A bundle and its catalog, unless a problem is an error.
  public record Read(Optional<Bundle> bundle, Optional<Catalog> catalog, List<Problem> problems) {
    public Read {
      problems = List.copyOf(problems);
    }
  }

  /// A member that is damaged, missing or not ours.
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    Damaged(String code, String message) {
      super(message);
      this.code = code;
    }
  }

  public static byte[] write(Bundle bundle) {
    var members = new LinkedHashMap<String, byte[]>();
    members.put(CATALOG, bundle.catalog().bytes());
    members.put(DECISION, bundle.decision().getBytes(StandardCharsets.UTF_8));
    var index = BundleJson.write(bundle);
    index.put("format", FORMAT).put("version", VERSION);
    var sums = index.putObject("sha256");
    members.forEach((name, bytes) -> sums.put(name, sha256(bytes)));
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      member(zip, INDEX, JSON.writeValueAsBytes(index));
      for (var member : members.entrySet()) {
        member(zip, member.getKey(), member.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void member(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /// Reads what `write` wrote, whole and unchanged; `name` is the file's, for messages.
  public static Read read(String name, byte[] bytes) {
    try {
      var members = members(bytes);
      var index = index(members);
      for (var member : List.of(CATALOG, DECISION)) {
        var found = members.get(member);
        if (found == null || !sha256(found).equals(index.path("sha256").path(member).asText())) {
          throw new Damaged("bundle.damaged", member + " is missing or was changed");
        }
      }
      var pack = members.getOrDefault(CATALOG, new byte[0]);
      var catalog = Catalogs.packed(pack);
      var decision =
          new String(members.getOrDefault(DECISION, new byte[0]), StandardCharsets.UTF_8);
      var bundle = BundleJson.read(index, catalog, CatalogBytes.of(pack), decision);
      return new Read(Optional.of(bundle), Optional.of(catalog), List.of());
    } catch (Damaged e) {
      return refused(e.code, name, String.valueOf(e.getMessage()));
    } catch (IllegalStateException | IllegalArgumentException e) {
      return refused("bundle.damaged", name, "what it holds cannot be read: " + e.getMessage());
    }
  }

  private static Read refused(String code, String name, String message) {
    var hint =
        code.equals("bundle.version")
            ? "replay it with the version of aim-engine that wrote it, or a newer one"
            : "save it again by `aim-engine plan … --save-bundle FILE`, and copy it as binary";
    return new Read(
        Optional.empty(),
        Optional.empty(),
        List.of(Problem.error(code, "", Mark.file(name), message, hint)));
  }

  private static JsonNode index(Map<String, byte[]> members) throws Damaged {
    var bytes = members.get(INDEX);
    if (bytes == null) {
      throw new Damaged("bundle.none", "is no bundle: it has no " + INDEX);
    }
    try {
      var index = JSON.readTree(bytes);
      if (!FORMAT.equals(index.path("format").asText())) {
        throw new Damaged("bundle.none", "is no bundle of aim-engine");
      }
      if (index.path("version").asInt() != VERSION) {
        throw new Damaged(
            "bundle.version",
            "is a bundle of version "
                + index.path("version").asText()
                + ", this program reads version "
                + VERSION);
      }
      return index;
    } catch (JsonProcessingException e) {
      throw new Damaged("bundle.damaged", INDEX + " is no JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> members(byte[] bytes) throws Damaged {
    var members = new LinkedHashMap<String, byte[]>();
    var left = MOST_BYTES;
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!List.of(INDEX, CATALOG, DECISION).contains(entry.getName())) {
          throw new Damaged("bundle.damaged", "holds a file that is none of its own");
        }
        var member = zip.readNBytes(left + 1);
        left -= member.length;
        if (left < 0) {
          throw new Damaged("bundle.damaged", "unpacks to more than 256 MiB");
        }
        members.put(entry.getName(), member);
      }
    } catch (ZipException e) {
      throw new Damaged("bundle.damaged", "the file is damaged: " + e.getMessage());
    } catch (IOException e) {
      throw new Damaged("bundle.damaged", "the file ends too early");
    }
    if (members.isEmpty()) {
      throw new Damaged("bundle.none", "is no bundle: it is no zip file");
    }
    return members;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
