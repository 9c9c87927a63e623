package io.aimengine.describe;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes GGUF headers, version 3, for tests.
public final class FakeGguf {
  private final Map<String, byte[]> keys = new LinkedHashMap<>();
  private final Map<String, byte[]> tensors = new LinkedHashMap<>();

  public FakeGguf text(String key, String value) {
    return put(key, 8, text(value));
  }

  public FakeGguf number(String key, int value) {
    return put(key, 4, little(4).putInt(value).array());
  }

  /// A list of so many texts.
  public FakeGguf texts(String key, int count) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(little(12).putInt(8).putLong(count).array());
    for (var i = 0; i < count; i++) {
      out.writeBytes(text("t" + i));
    }
    return put(key, 9, out.toByteArray());
  }

  public FakeGguf tensor(String name, int type, long... dimensions) {
    var out = little(4 + 8 * dimensions.length + 12).putInt(dimensions.length);
    for (var dimension : dimensions) {
      out.putLong(dimension);
    }
    tensors.put(name, out.putInt(type).putLong(0).array());
    return this;
  }

  public byte[] bytes() {
    var out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(20).putInt(3).putLong(tensors.size()).putLong(keys.size()).array());
    keys.forEach((key, value) -> {
      out.writeBytes(text(key));
      out.writeBytes(value);
    });
    tensors.forEach((name, value) -> {
      out.writeBytes(text(name));
      out.writeBytes(value);
    });
    return out.toByteArray();
  }

  private FakeGguf put(String key, int type, byte[] value) {
    keys.put(key, little(4 + value.length).putInt(type).put(value).array());
    return this;
  }

  private static byte[] text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return little(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
