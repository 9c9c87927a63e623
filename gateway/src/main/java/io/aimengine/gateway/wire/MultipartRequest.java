package io.aimengine.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A form of several parts, as audio is sent in; only its small fields are looked at.
public final class MultipartRequest implements ModelRequest {
  private static final int LONGEST_PART_HEAD = 4096;
  private static final int LONGEST_FIELD = 1024;
  private static final byte[] BLANK_LINE = ascii("\r\n\r\n");

  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?i)^multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*");

  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(?:^|\\r\\n)content-disposition:\\s*form-data\\s*;(?:[^\\r\\n]*;)?\\s*name=(?:\"([^\"\\r\\n]*)\"|([^\\s;\"]+))[^\\r\\n]*");

  private final byte[] bytes;
  private final int length;
  private final Map<String, Span> fields = new HashMap<>();

  private MultipartRequest(byte[] bytes, int length, byte[] delimiter) {
    this.bytes = bytes;
    this.length = length;
    read(delimiter);
  }

  /// @throws MalformedException when it is no such form, or has a field twice that we look for
  public static MultipartRequest read(byte[] bytes, int length, @Nullable String contentType) {
    var boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!boundary.matches()) {
      throw new MalformedException(
          "", "The request is no multipart/form-data, or its Content-Type names no boundary.");
    }
    var named = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    return new MultipartRequest(bytes, length, ascii("\r\n--" + named));
  }

  /// The first delimiter may be at the very beginning, without the line break before it.
  private void read(byte[] delimiter) {
    var first = Arrays.copyOfRange(delimiter, 2, delimiter.length);
    var at = indexOf(first, 0);
    at = at < 0 ? -1 : at + first.length;
    while (at >= 0 && !isEnd(at)) {
      var head = indexOf(BLANK_LINE, at);
      var next = head < 0 ? -1 : indexOf(delimiter, head + 2);
      if (next < 0 || head - at > LONGEST_PART_HEAD) {
        throw new MalformedException("", "The form's parts cannot be told apart.");
      }
      part(new Span(at, head), new Span(Math.min(head + 4, next), next));
      at = next + delimiter.length;
    }
    if (at < 0) {
      throw new MalformedException("", "The form has no part.");
    }
  }

  private boolean isEnd(int at) {
    return at + 1 < length && bytes[at] == '-' && bytes[at + 1] == '-';
  }

  private void part(Span head, Span content) {
    var text = new String(bytes, head.start(), head.length(), StandardCharsets.ISO_8859_1);
    var name = NAME.matcher(text);
    if (!name.find()) {
      throw new MalformedException("", "A part of the form has no name.");
    }
    var field = name.group(1) == null ? name.group(2) : name.group(1);
    var wanted = field.equals("model") || field.equals("stream");
    if (wanted && fields.put(field, content) != null) {
      throw new MalformedException(field, "The field `" + field + "` is there twice.");
    }
  }

  private int indexOf(byte[] text, int from) {
    for (var at = from; at <= length - text.length; at++) {
      if (bytes[at] == text[0]
          && Arrays.equals(bytes, at, at + text.length, text, 0, text.length)) {
        return at;
      }
    }
    return -1;
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
