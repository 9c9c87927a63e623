package io.aimengine.gateway.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Follows JSON byte by byte, in pieces of any size, and tells at which depth it is, where strings
/// begin and end, and the last short string. Builds no tree; what is not JSON only makes it tell
/// nonsense.
final class JsonWalk {
  /// What a byte is in its place.
  enum Token {
    OPEN,
    CLOSE,
    COLON,
    COMMA,
    QUOTE_OPEN,
    QUOTE_CLOSE,
    IN_STRING,
    SPACE,
    OTHER
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long QUOTES = 0x2222222222222222L;
  private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

  /// Names and roles that matter are shorter.
  private static final int LONGEST = 16;

  private final byte[] text = new byte[LONGEST];
  private int textLength;
  private int depth;
  private boolean inString;
  private boolean escaped;

  /// After an `OPEN` the depth inside, after a `CLOSE` the one outside.
  int depth() {
    return depth;
  }

  boolean inString() {
    return inString;
  }

  Token next(byte b) {
    return inString ? inside(b) : outside(b);
  }

  private Token inside(byte b) {
    if (escaped) {
      escaped = false;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
      return Token.QUOTE_CLOSE;
    }
    remember(b);
    return Token.IN_STRING;
  }

  private Token outside(byte b) {
    return switch (b) {
      case '{', '[' -> {
        depth++;
        yield Token.OPEN;
      }
      case '}', ']' -> {
        depth--;
        yield Token.CLOSE;
      }
      case '"' -> {
        inString = true;
        textLength = 0;
        yield Token.QUOTE_OPEN;
      }
      case ':' -> Token.COLON;
      case ',' -> Token.COMMA;
      case ' ', '\t', '\r', '\n' -> Token.SPACE;
      default -> Token.OTHER;
    };
  }

  private void remember(byte b) {
    if (textLength < LONGEST) {
      text[textLength] = b;
    }
    textLength++;
  }

  /// Up to where, from `from`, plain bytes of the open string reach: no quote, no backslash. They
  /// need not be given to `next`, but count as read.
  int plain(byte[] bytes, int from, int to) {
    if (escaped || !inString) {
      return from;
    }
    var at = from;
    while (at < to && textLength < LONGEST && isPlain(bytes[at])) {
      text[textLength++] = bytes[at++];
    }
    if (textLength < LONGEST) {
      return at;
    }
    var end = run(bytes, at, to);
    textLength += end - at;
    return end;
  }

  private static boolean isPlain(byte b) {
    return b != '"' && b != '\\';
  }

  /// Eight bytes at a time while none of them is special.
  private static int run(byte[] bytes, int from, int to) {
    var at = from;
    while (at + 8 <= to) {
      var word = (long) LONGS.get(bytes, at);
      if ((zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES)) != 0) {
        break;
      }
      at += 8;
    }
    while (at < to && isPlain(bytes[at])) {
      at++;
    }
    return at;
  }

  /// Not zero if and only if one of the eight bytes is (Warren, "Hacker's Delight", 6-1).
  private static long zeroBytes(long word) {
    return (word - 0x0101010101010101L) & ~word & 0x8080808080808080L;
  }

  /// Whether the last string that ended is this ASCII one.
  boolean isText(String expected) {
    if (textLength != expected.length()) {
      return false;
    }
    for (var i = 0; i < textLength; i++) {
      if (text[i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
