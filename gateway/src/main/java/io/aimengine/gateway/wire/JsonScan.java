package io.aimengine.gateway.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds where things are in JSON text, in one pass and without a tree. It looks at brackets and
/// strings only; whether the rest is good JSON is for the engine to say.
public final class JsonScan {
  /// A key longer than this is none that anybody looks for.
  private static final int LONGEST_KEY = 256;

  private final byte[] bytes;
  private final int end;
  private int at;

  private JsonScan(byte[] bytes, Span span) {
    this.bytes = bytes;
    this.at = span.start();
    this.end = span.end();
  }

  /// Where the values of the wanted keys of this object are; keys that it lacks are missing. Two of
  /// the same wanted key are refused: two readers could take different ones.
  public static Map<String, Span> fields(byte[] bytes, Span object, Set<String> wanted) {
    return new JsonScan(bytes, object).fields(wanted);
  }

  /// Where the elements of this array are, the first `most` of them.
  public static List<Span> elements(byte[] bytes, Span array, int most) {
    return new JsonScan(bytes, array).elements(most);
  }

  /// Whether the value there begins with this byte: `{`, `[`, `"`, `t` and so on say its kind.
  public static boolean isKind(byte[] bytes, Span value, char first) {
    return value.length() > 0 && bytes[value.start()] == first;
  }

  private Map<String, Span> fields(Set<String> wanted) {
    var found = new HashMap<String, Span>();
    open('{', "is not a JSON object");
    if (skipSpace() == '}') {
      at++;
      close();
      return found;
    }
    while (true) {
      var key = key();
      expect(':');
      skipSpace();
      var start = at;
      skipValue();
      if (wanted.contains(key) && found.put(key, new Span(start, at)) != null) {
        throw new MalformedException(key, "The field `" + key + "` is there twice.");
      }
      if (skipSpace() == '}') {
        at++;
        close();
        return found;
      }
      expect(',');
    }
  }

  private List<Span> elements(int most) {
    var found = new ArrayList<Span>();
    open('[', "is not a JSON array");
    if (skipSpace() == ']') {
      return found;
    }
    while (found.size() < most) {
      skipSpace();
      var start = at;
      skipValue();
      found.add(new Span(start, at));
      if (skipSpace() == ']') {
        break;
      }
      expect(',');
    }
    return found;
  }

  private void open(char bracket, String otherwise) {
    if (skipSpace() != bracket) {
      throw new MalformedException("", "The request body " + otherwise + ".");
    }
    at++;
  }

  private void close() {
    if (skipSpace() != -1) {
      throw broken();
    }
  }

  private String key() {
    if (skipSpace() != '"') {
      throw broken();
    }
    var start = at;
    skipString();
    return at - start > LONGEST_KEY ? "" : JsonText.decode(bytes, new Span(start, at), "");
  }

  private void expect(char wanted) {
    if (skipSpace() != wanted) {
      throw broken();
    }
    at++;
  }

  /// The byte after white space, -1 at the end.
  private int skipSpace() {
    while (at < end) {
      var b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      at++;
    }
    return -1;
  }

  private void skipValue() {
    switch (skipSpace()) {
      case '"' -> skipString();
      case '{', '[' -> skipNested();
      default -> skipLiteral();
    }
  }

  private void skipString() {
    for (at++; at < end; at++) {
      var b = bytes[at];
      if (b == '"') {
        at++;
        return;
      }
      if (b == '\\') {
        at++;
      }
    }
    throw broken();
  }

  private void skipNested() {
    var depth = 0;
    while (at < end) {
      switch (bytes[at]) {
        case '"' -> {
          skipString();
          continue;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
      if (depth == 0) {
        return;
      }
    }
    throw broken();
  }

  private void skipLiteral() {
    var start = at;
    while (at < end && isLiteral(bytes[at])) {
      at++;
    }
    if (at == start) {
      throw broken();
    }
  }

  private static boolean isLiteral(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '+'
        || b == '.';
  }

  private MalformedException broken() {
    return new MalformedException(
        "", "The request body is not valid JSON, near byte " + Math.min(at, end) + ".");
  }
}
