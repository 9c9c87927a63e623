package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.describe.Tensors.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// Reads a GGUF header (versions 2 and 3, little endian) once from front to back. Texts above a
/// mebibyte and lists above a thousand values, such as vocabularies, are passed over.
final class GgufReader {
  private static final int MAGIC = 0x46554747;
  private static final long LONGEST = 512L << 20;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_LIST = 1024;
  private static final int MOST = 1 << 20;
  private static final int DEPTH = 4;
  private static final long LARGEST_TENSOR = 1L << 50;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final InputStream in;
  private final Map<String, Long> lengths = new HashMap<>();
  private long position;

  /// The bytes are no GGUF header.
  static final class Malformed extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final String why;

    Malformed(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  GgufReader(InputStream in) {
    this.in = in;
  }

  Gguf read() throws IOException, Malformed {
    if (int32() != MAGIC) {
      throw new Malformed("it does not begin with GGUF");
    }
    var version = int32();
    if (version != 2 && version != 3) {
      throw new Malformed("GGUF version " + Integer.toUnsignedString(version) + " is not known");
    }
    var tensors = count(int64(), "tensors");
    var keys = count(int64(), "keys");
    var metadata = new HashMap<String, JsonNode>();
    for (var i = 0; i < keys; i++) {
      var key = text();
      var value = value(key, int32(), 0);
      if (!value.isMissingNode()) {
        metadata.put(key, value);
      }
    }
    var all = new ArrayList<Tensor>();
    for (var i = 0; i < tensors; i++) {
      all.add(tensor());
    }
    return new Gguf(metadata, lengths, new Tensors(all));
  }

  private Tensor tensor() throws IOException, Malformed {
    var name = text();
    var dimensions = int32();
    if (dimensions < 0 || dimensions > 8) {
      throw new Malformed("the tensor " + name + " has " + dimensions + " dimensions");
    }
    var elements = 1L;
    for (var i = 0; i < dimensions; i++) {
      var size = int64();
      if (size < 0 || (size > 0 && elements > LARGEST_TENSOR / size)) {
        throw new Malformed("the tensor " + name + " is too large to be one");
      }
      elements *= size;
    }
    var type = GgmlType.of(int32());
    int64(); // where its data begin
    return new Tensor(name, type.name(), elements, type.bytes(elements));
  }

  /// Missing when it is too long to keep.
  private JsonNode value(String key, int type, int depth) throws IOException, Malformed {
    return switch (type) {
      case 0, 1, 7 -> {
        var value = take(1)[0];
        yield type == 7 ? JSON.booleanNode(value != 0) : JSON.numberNode(value & 0xff);
      }
      case 2 -> JSON.numberNode(Short.toUnsignedInt(bytes(2).getShort()));
      case 3 -> JSON.numberNode(bytes(2).getShort());
      case 4 -> JSON.numberNode(Integer.toUnsignedLong(int32()));
      case 5 -> JSON.numberNode(int32());
      case 6 -> JSON.numberNode(bytes(4).getFloat());
      case 8 -> longText();
      case 9 -> list(key, depth);
      case 10, 11 -> JSON.numberNode(int64());
      case 12 -> JSON.numberNode(bytes(8).getDouble());
      default -> throw new Malformed("the key " + key + " has the unknown type " + type);
    };
  }

  private JsonNode list(String key, int depth) throws IOException, Malformed {
    var type = int32();
    var length = int64();
    if (depth >= DEPTH || length < 0 || length > LONGEST) {
      throw new Malformed("the key " + key + " has a list of " + length + " values");
    }
    lengths.put(key, length);
    var list = JSON.arrayNode();
    for (var i = 0L; i < length; i++) {
      var value = value(key, type, depth + 1);
      if (length <= LONGEST_LIST) {
        list.add(value);
      }
    }
    return length <= LONGEST_LIST ? list : JSON.missingNode();
  }

  private JsonNode longText() throws IOException, Malformed {
    var length = int64();
    if (length < 0 || length > LONGEST) {
      throw new Malformed("a text of " + length + " bytes");
    }
    if (length <= LONGEST_TEXT) {
      return JSON.textNode(new String(take((int) length), StandardCharsets.UTF_8));
    }
    skip(length);
    return JSON.missingNode();
  }

  private String text() throws IOException, Malformed {
    var length = int64();
    if (length < 0 || length > 1 << 16) {
      throw new Malformed("a name of " + length + " bytes");
    }
    return new String(take((int) length), StandardCharsets.UTF_8);
  }

  private static int count(long count, String what) throws Malformed {
    if (count < 0 || count > MOST) {
      throw new Malformed(count + " " + what);
    }
    return (int) count;
  }

  private int int32() throws IOException, Malformed {
    return bytes(4).getInt();
  }

  private long int64() throws IOException, Malformed {
    return bytes(8).getLong();
  }

  private ByteBuffer bytes(int count) throws IOException, Malformed {
    return ByteBuffer.wrap(take(count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] take(int count) throws IOException, Malformed {
    advance(count);
    var bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new Malformed("it ends after " + (position - count + bytes.length) + " bytes");
    }
    return bytes;
  }

  private void skip(long count) throws IOException, Malformed {
    advance(count);
    try {
      in.skipNBytes(count);
    } catch (EOFException _) {
      throw new Malformed("it ends inside its header");
    }
  }

  private void advance(long count) throws Malformed {
    position += count;
    if (position > LONGEST) {
      throw new Malformed("its header is longer than " + (LONGEST >> 20) + " MiB");
    }
  }
}
