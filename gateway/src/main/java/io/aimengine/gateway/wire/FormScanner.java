package io.aimengine.gateway.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a form of several parts (RFC 7578) piece by piece as it comes: where its `model` and
/// `stream` stand, and what is wrong with it. Keeps nothing else of it.
public final class FormScanner {
  private static final int LONGEST_PART_HEAD = 4096;
  private static final Set<String> WANTED = Set.of("model", "stream");

  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?i)^multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*");

  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(?:^|\\r\\n)content-disposition:\\s*form-data\\s*;(?:[^\\r\\n]*;)?\\s*name=(?:\"([^\"\\r\\n]*)\"|([^\\s;\"]+))[^\\r\\n]*");

  private enum State {
    PREAMBLE,
    HEAD,
    CONTENT,
    END
  }

  private final byte[] delimiter;

  /// Of the first so many bytes of the delimiter, how many of the last ones begin it again.
  private final int[] again;

  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Span> found = new HashMap<>();
  private State state = State.PREAMBLE;

  /// How much of the delimiter stands before the next byte: its line break, before the first one.
  private int matched = 2;

  private int at;
  private int content;
  private String field = "";

  private FormScanner(byte[] delimiter) {
    this.delimiter = delimiter;
    this.again = again(delimiter);
  }

  /// @throws MalformedException when the `Content-Type` is none of such a form
  public static FormScanner of(@Nullable String contentType) {
    var boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!boundary.matches()) {
      throw new MalformedException(
          "", "The request is no multipart/form-data, or its Content-Type names no boundary.");
    }
    var named = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    return new FormScanner(("\r\n--" + named).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int[] again(byte[] text) {
    var again = new int[text.length];
    for (int i = 1, length = 0; i < text.length; i++) {
      while (length > 0 && text[i] != text[length]) {
        length = again[length - 1];
      }
      length = text[i] == text[length] ? length + 1 : 0;
      again[i] = length;
    }
    return again;
  }

  /// The next bytes of the form.
  ///
  /// @throws MalformedException when it is no such form, or has a field twice that we look for
  public void add(byte[] bytes, int from, int to) {
    for (var i = from; i < to; i++) {
      add(bytes[i]);
    }
  }

  private void add(byte next) {
    at++;
    switch (state) {
      case PREAMBLE -> {
        if (delimits(next)) {
          state = State.HEAD;
        }
      }
      case HEAD -> headed(next);
      case CONTENT -> {
        if (delimits(next)) {
          if (WANTED.contains(field)) {
            // the line break of an empty content may be that of its head
            var end = at - delimiter.length;
            found.put(field, new Span(Math.min(content, end), end));
          }
          state = State.HEAD;
        }
      }
      case END -> {}
    }
  }

  /// Whether the delimiter ends with this byte.
  private boolean delimits(byte next) {
    while (matched > 0 && delimiter[matched] != next) {
      matched = again[matched - 1];
    }
    if (delimiter[matched] == next) {
      matched++;
    }
    if (matched < delimiter.length) {
      return false;
    }
    matched = 0;
    return true;
  }

  private void headed(byte next) {
    head.write(next);
    var size = head.size();
    if (size == 2 && head.toString(StandardCharsets.ISO_8859_1).equals("--")) {
      state = State.END;
    } else if (next == '\n' && size >= 4) {
      var text = head.toString(StandardCharsets.ISO_8859_1);
      if (text.endsWith("\r\n\r\n")) {
        begin(text.substring(0, size - 4));
      }
    }
    if (size > LONGEST_PART_HEAD + 4) {
      throw unclear();
    }
  }

  private void begin(String partHead) {
    var name = NAME.matcher(partHead);
    if (!name.find()) {
      throw new MalformedException("", "A part of the form has no name.");
    }
    field = name.group(1) == null ? name.group(2) : name.group(1);
    if (WANTED.contains(field) && !seen.add(field)) {
      throw new MalformedException(field, "The field `" + field + "` is there twice.");
    }
    head.reset();
    content = at;
    matched = 2;
    state = State.CONTENT;
  }

  /// The form is over.
  ///
  /// @throws MalformedException when it breaks off
  public void finish() {
    if (state == State.PREAMBLE) {
      throw new MalformedException("", "The form has no part.");
    }
    if (state != State.END) {
      throw unclear();
    }
  }

  private static MalformedException unclear() {
    return new MalformedException("", "The form's parts cannot be told apart.");
  }

  /// Whether the model is known, and what comes now belongs to something else.
  public boolean isBeyondModel() {
    return found.containsKey("model") && state == State.CONTENT && !WANTED.contains(field);
  }

  /// Where the content of the fields stands that were looked for, counted from the first byte.
  Map<String, Span> fields() {
    return found;
  }
}
