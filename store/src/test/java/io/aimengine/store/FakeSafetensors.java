package io.aimengine.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A safetensors file: its header, and weights that nobody should read.
final class FakeSafetensors {
  private final StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
  private long end;

  FakeSafetensors tensor(String name, String type, int width, long... shape) {
    var bytes = (long) width;
    var sizes = new StringBuilder();
    for (var size : shape) {
      bytes *= size;
      sizes.append(sizes.isEmpty() ? "" : ",").append(size);
    }
    header
        .append(",\"")
        .append(name)
        .append("\":{\"dtype\":\"")
        .append(type)
        .append("\",\"shape\":[")
        .append(sizes)
        .append("],\"data_offsets\":[")
        .append(end)
        .append(',')
        .append(end += bytes)
        .append("]}");
    return this;
  }

  /// Header and so many bytes behind it.
  byte[] bytes(int weights) {
    var json = (header + "}").getBytes(StandardCharsets.UTF_8);
    var file = new byte[8 + json.length + weights];
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    return file;
  }
}
