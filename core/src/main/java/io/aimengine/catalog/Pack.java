package io.aimengine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Mark;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The one file that all entries are packed into: `AIMCAT1\n`, the length of the index (4 bytes),
/// the index's SHA-256, the index as JSON, then the entries as JSON. The index carries the place
/// and SHA-256 of each entry, so only what is asked for is read and all that is read is checked.
final class Pack {
  private static final byte[] MAGIC = "AIMCAT1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 2 * Integer.BYTES;

  private Pack() {}

  static byte[] write(List<Entry> entries) {
    var index = JsonNodeFactory.instance.arrayNode();
    var blobs = new ByteArrayOutputStream();
    for (var entry : entries) {
      var json = entry.content().get().toString().getBytes(StandardCharsets.UTF_8);
      var line = index.addObject();
      line.put("kind", entry.kind().id());
      line.put("id", entry.id());
      line.put("file", entry.mark().file());
      entry.names().forEach(line.putArray("names")::add);
      line.put("at", blobs.size());
      line.put("length", json.length);
      line.put("crc", crc(json, 0, json.length));
      blobs.writeBytes(json);
    }
    var head = index.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER + head.length + blobs.size())
        .put(MAGIC)
        .putInt(head.length)
        .putInt(crc(head, 0, head.length))
        .put(head)
        .put(blobs.toByteArray())
        .array();
  }

  static List<Entry> read(byte[] pack) {
    if (pack.length < HEADER || !Arrays.equals(pack, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged("header");
    }
    var header = ByteBuffer.wrap(pack, MAGIC.length, 2 * Integer.BYTES);
    var length = header.getInt();
    if (length < 0
        || length > pack.length - HEADER
        || crc(pack, HEADER, length) != header.getInt()) {
      throw damaged("index");
    }
    var start = HEADER + length;
    return new Fields(wrap(JsonTree.read(pack, HEADER, length)))
        .list("entries", line -> entry(line, pack, start));
  }

  private static ObjectNode wrap(JsonNode entries) {
    return JsonNodeFactory.instance.objectNode().set("entries", entries);
  }

  private static Entry entry(Fields line, byte[] pack, int start) {
    return new Entry(
        Fields.constant(Entry.Kind.class, line.text("kind")),
        line.text("id"),
        line.texts("names"),
        Mark.file(line.text("file")),
        Optional::empty,
        () -> content(line, pack, start + line.integer("at")),
        Optional.empty());
  }

  private static JsonNode content(Fields line, byte[] pack, int from) {
    var length = line.integer("length");
    if (length > pack.length - from || crc(pack, from, length) != line.integer("crc")) {
      throw damaged(line.text("kind") + " " + line.text("id"));
    }
    return JsonTree.read(pack, from, length);
  }

  private static IllegalStateException damaged(String what) {
    return new IllegalStateException("the packed catalog is damaged: " + what);
  }

  private static int crc(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
