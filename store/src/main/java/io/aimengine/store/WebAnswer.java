package io.aimengine.store;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server's answer says of the body behind it.
record WebAnswer(HttpResponse<InputStream> response) {
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  int status() {
    return response.statusCode();
  }

  /// A name for the exact bytes: a strong ETag, else the date, else "". A weak ETag does not vouch
  /// for bytes.
  String validator() {
    return response
        .headers()
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> response.headers().firstValue("Last-Modified"))
        .orElse("");
  }

  /// The size of the whole body; -1 when it does not say.
  long size() {
    if (status() != 206) {
      return response.headers().firstValueAsLong("Content-Length").orElse(-1);
    }
    var range = range();
    return !range.matches() || range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
  }

  boolean startsAt(long position) {
    var range = range();
    return range.matches() && Long.parseLong(range.group(1)) == position;
  }

  private Matcher range() {
    return RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
  }

  /// The server has too much to do: one connection less helps.
  boolean isBusy() {
    return status() == 429 || status() == 503;
  }
}
