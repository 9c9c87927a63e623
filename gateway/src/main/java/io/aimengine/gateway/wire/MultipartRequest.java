package io.aimengine.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// A form of several parts, as audio is sent in, or its beginning; only its small fields are looked
/// at.
public final class MultipartRequest implements ModelRequest {
  private static final int LONGEST_FIELD = 1024;

  private final byte[] bytes;
  private final int length;
  private final Map<String, Span> fields;

  private MultipartRequest(byte[] bytes, int length, Map<String, Span> fields) {
    this.bytes = bytes;
    this.length = length;
    this.fields = fields;
  }

  /// What `scanner` has read so far: these bytes.
  public static MultipartRequest of(byte[] bytes, int length, FormScanner scanner) {
    return new MultipartRequest(bytes, length, Map.copyOf(scanner.fields()));
  }

  @Override
  public Optional<String> text(String field) {
    var span = fields.get(field);
    if (span == null) {
      return Optional.empty();
    }
    if (span.length() > LONGEST_FIELD) {
      throw new MalformedException(field, "The field `" + field + "` is too long.");
    }
    return Optional.of(JsonText.utf8(bytes, span.start(), span.end(), field))
        .filter(text -> !text.isEmpty());
  }

  @Override
  public boolean stream() {
    return text("stream").filter("true"::equalsIgnoreCase).isPresent();
  }

  @Override
  public boolean asksForUsage() {
    return false;
  }

  @Override
  public long mostTokens() {
    return 0;
  }

  @Override
  public byte[] rewritten(String model, boolean withUsage) {
    var splices = new Splices();
    var named = fields.get("model");
    if (named != null && !text("model").equals(Optional.of(model))) {
      splices.put(named, model.getBytes(StandardCharsets.UTF_8));
    }
    return splices.apply(bytes, length);
  }
}
