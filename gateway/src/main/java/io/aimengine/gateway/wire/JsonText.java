package io.aimengine.gateway.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// JSON strings, between bytes and text.
public final class JsonText {
  private JsonText() {}

  /// The text of the string whose quotes this span includes; bad UTF-8, bad escapes and half
  /// surrogate pairs are refused, blaming `field`.
  public static String decode(byte[] bytes, Span quoted, String field) {
    var start = quoted.start() + 1;
    var end = quoted.end() - 1;
    if (end < start || bytes[quoted.start()] != '"' || bytes[end] != '"') {
      throw new MalformedException(field, "The field `" + field + "` is not a string.");
    }
    for (var i = start; i < end; i++) {
      if (bytes[i] == '\\' || bytes[i] < 0) {
        return whole(unescape(utf8(bytes, start, end, field), field), field);
      }
      if (bytes[i] < ' ') {
        throw malformed(field);
      }
    }
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /// The string as JSON, with its quotes.
  public static byte[] encode(String text) {
    var json = new StringBuilder(text.length() + 2).append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  static String utf8(byte[] bytes, int start, int end, String field) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(field);
    }
  }

  private static String unescape(String text, String field) {
    var plain = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ') {
        throw malformed(field);
      }
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      if (++i == text.length()) {
        throw malformed(field);
      }
      switch (text.charAt(i)) {
        case '"', '\\', '/' -> plain.append(text.charAt(i));
        case 'b' -> plain.append('\b');
        case 'f' -> plain.append('\f');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> {
          plain.append(unit(text, i + 1, field));
          i += 4;
        }
        default -> throw malformed(field);
      }
    }
    return plain.toString();
  }

  private static char unit(String text, int from, String field) {
    var value = 0;
    for (var i = from; i < from + 4; i++) {
      var digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0 || text.charAt(i) > 'f') {
        throw malformed(field);
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private static String whole(String text, String field) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw malformed(field);
      }
    }
    return text;
  }

  private static MalformedException malformed(String field) {
    return field.isEmpty()
        ? new MalformedException("", "The request body has a key that is no valid JSON string.")
        : new MalformedException(field, "The field `" + field + "` is no valid JSON string.");
  }
}
