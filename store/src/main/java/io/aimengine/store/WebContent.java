package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file behind a URL. A broken transfer goes on where it stopped when the server proves, by ETag
/// or date (or we by digest afterwards), that it still has the same bytes; else it begins anew.
/// `expected` is -1 when the size is not known; `refusal` throws when the source knows better than
/// the status alone what a refusal means.
record WebContent(
    Web web,
    Retry retry,
    URI uri,
    Optional<Bearer> bearer,
    String name,
    long expected,
    Digest digest,
    Consumer<HttpResponse<?>> refusal)
    implements Content {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

  @Override
  public String key() {
    return "web " + uri;
  }

  @Override
  public void copyTo(Partial partial, SourceContext context)
      throws IOException, InterruptedException {
    retry.run(
        context,
        partial::position,
        () -> {
          attempt(partial, context);
          return partial.position();
        });
  }

  private void attempt(Partial partial, SourceContext context)
      throws Transient, IOException, InterruptedException {
    var resumable = digest.kind() != Digest.Kind.NONE || !partial.validator().isEmpty();
    if (!resumable || (expected >= 0 && partial.position() > expected)) {
      restart(partial, context, "");
    }
    if (expected >= 0 && partial.position() == expected) {
      return;
    }
    var response = web.ask("GET", uri, headers(partial), bearer);
    try (var body = response.body()) {
      var end =
          switch (response.statusCode()) {
            case 200 -> whole(response, partial, context);
            case 206 -> rest(response, partial, context);
            case 416 -> {
              restart(partial, context, "");
              throw new Transient(StoreCode.SERVER, "the server refused to go on with " + name);
            }
            default -> {
              refusal.accept(response);
              web.refuse(uri, response);
              yield -1L;
            }
          };
      read(body, partial, context, end);
    }
  }

  private static Map<String, String> headers(Partial partial) {
    var headers = new HashMap<String, String>();
    if (partial.position() > 0) {
      headers.put("Range", "bytes=" + partial.position() + "-");
      if (!partial.validator().isEmpty()) {
        headers.put("If-Range", partial.validator());
      }
    }
    return headers;
  }

  private void restart(Partial partial, SourceContext context, String validator)
      throws IOException {
    context.moved(name, -partial.position());
    partial.restart(validator);
  }

  /// The server sends everything; returns the size it promises, or -1.
  private long whole(HttpResponse<?> response, Partial partial, SourceContext context)
      throws IOException {
    restart(partial, context, validator(response));
    return checkSize(response.headers().firstValueAsLong("Content-Length").orElse(-1));
  }

  /// The server goes on; returns the whole size.
  private long rest(HttpResponse<?> response, Partial partial, SourceContext context)
      throws Transient, IOException {
    var range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    var same =
        range.matches()
            && range.group(1).equals(String.valueOf(partial.position()))
            && (partial.validator().isEmpty() || partial.validator().equals(validator(response)));
    if (!same) {
      restart(partial, context, "");
      throw new Transient(StoreCode.SERVER, name + " has changed at the source");
    }
    return checkSize(size(range));
  }

  private static long size(Matcher range) {
    return range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
  }

  private long checkSize(long size) {
    if (expected >= 0 && size >= 0 && size != expected) {
      throw new StoreException(
          StoreCode.CHECKSUM,
          "%s has %d bytes at the source, expected %d".formatted(name, size, expected),
          "the source has another file than promised: name another source");
    }
    return size >= 0 ? size : expected;
  }

  /// A weak ETag does not vouch for bytes; then the date must do.
  private static String validator(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> response.headers().firstValue("Last-Modified"))
        .orElse("");
  }

  private void read(InputStream body, Partial partial, SourceContext context, long end)
      throws Transient, IOException {
    var buffer = new byte[Hashes.BUFFER];
    try (var watch = new StallWatch(web.limits().stall(), body).start()) {
      for (int n = next(body, buffer, watch); n >= 0; n = next(body, buffer, watch)) {
        if (end >= 0 && partial.position() + n > end) {
          throw new StoreException(
              StoreCode.CHECKSUM,
              name + " is longer than the " + end + " bytes that were promised",
              "name another source");
        }
        partial.write(buffer, n);
        context.moved(name, n);
      }
    }
    if (end >= 0 && partial.position() < end) {
      throw new Transient(
          StoreCode.UNREACHABLE,
          "%s ended after %d of %d bytes".formatted(name, partial.position(), end));
    }
  }

  private int next(InputStream body, byte[] buffer, StallWatch watch) throws Transient {
    watch.waiting();
    try {
      var n = body.read(buffer);
      if (!watch.stalled()) {
        return n;
      }
    } catch (IOException e) {
      if (!watch.stalled()) {
        throw new Transient(StoreCode.UNREACHABLE, name + " broke off: " + e.getMessage());
      }
    } finally {
      watch.moving();
    }
    throw new Transient(
        StoreCode.STALLED,
        "%s: no byte for %d s".formatted(name, web.limits().stall().toSeconds()));
  }
}
