package io.aimengine.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server answered and says of the body behind it. `uri` is where it was asked in the end;
/// the names of `headers` have no case.
record WebAnswer(int status, URI uri, Map<String, String> headers, InputStream body)
    implements Closeable {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// A name for the exact bytes: a strong ETag, else the date, else "". A weak ETag does not vouch
  /// for bytes.
  String validator() {
    return header("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> header("Last-Modified"))
        .orElse("");
  }

  /// The size of the whole body; -1 when it does not say.
  long size() {
    if (status != 206) {
      return header("Content-Length")
          .filter(length -> LENGTH.matcher(length).matches())
          .map(Long::parseLong)
          .orElse(-1L);
    }
    var range = range();
    return !range.matches() || range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
  }

  boolean startsAt(long position) {
    var range = range();
    return range.matches() && Long.parseLong(range.group(1)) == position;
  }

  private Matcher range() {
    return RANGE.matcher(header("Content-Range").orElse(""));
  }

  /// The server has too much to do: one connection less helps.
  boolean isBusy() {
    return status == 429 || status == 503;
  }

  /// Nobody reads the body any more.
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException _) {
      return; // it has gone already
    }
  }
}
