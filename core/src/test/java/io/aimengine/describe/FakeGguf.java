package io.aimengine.describe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes GGUF headers, version 3, for tests.
public final class FakeGguf {
  private final Map<String, byte[]> keys = new LinkedHashMap<>();
  private final Map<String, byte[]> tensors = new LinkedHashMap<>();

  /// Little-endian numbers one behind the other.
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes number(long value, int width) {
      for (var i = 0; i < width; i++) {
        out.write((int) (value >> (8 * i)));
      }
      return this;
    }

    Bytes text(String text) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return number(bytes.length, 8).raw(bytes);
    }

    Bytes raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    byte[] all() {
      return out.toByteArray();
    }
  }

  public FakeGguf text(String key, String value) {
    keys.put(key, new Bytes().number(8, 4).text(value).all());
    return this;
  }

  public FakeGguf number(String key, int value) {
    keys.put(key, new Bytes().number(4, 4).number(value, 4).all());
    return this;
  }

  /// A list of so many texts.
  public FakeGguf texts(String key, int count) {
    var list = new Bytes().number(9, 4).number(8, 4).number(count, 8);
    for (var i = 0; i < count; i++) {
      list.text("t" + i);
    }
    keys.put(key, list.all());
    return this;
  }

  public FakeGguf tensor(String name, int type, long... dimensions) {
    var tensor = new Bytes().number(dimensions.length, 4);
    for (var dimension : dimensions) {
      tensor.number(dimension, 8);
    }
    tensors.put(name, tensor.number(type, 4).number(0, 8).all());
    return this;
  }

  public byte[] bytes() {
    var file =
        new Bytes()
            .raw("GGUF".getBytes(StandardCharsets.US_ASCII))
            .number(3, 4)
            .number(tensors.size(), 8)
            .number(keys.size(), 8);
    keys.forEach((key, value) -> file.text(key).raw(value));
    tensors.forEach((name, value) -> file.text(name).raw(value));
    return file.all();
  }
}
