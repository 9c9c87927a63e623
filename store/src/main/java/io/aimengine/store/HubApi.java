package io.aimengine.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;

/// The hub's web interface as far as the store uses it: a model's metadata, and parts of its files.
final class HubApi {
  private static final int LARGEST_METADATA = 32 << 20;

  private final URI endpoint;
  private final HubToken token;
  private final Web web;

  /// Reads a response body; the stream breaks when the hub stalls.
  @FunctionalInterface
  interface Reading<T> {
    T read(InputStream body) throws IOException;
  }

  HubApi(URI endpoint, HubToken token, Web web) {
    this.endpoint = endpoint;
    this.token = token;
    this.web = web;
  }

  URI endpoint() {
    return endpoint;
  }

  Credentials credentials() {
    return token.read().<Credentials>map(t -> new Bearer(endpoint, t)).orElse(Credentials.NONE);
  }

  URI at(String path) {
    return URI.create(endpoint.toString().replaceAll("/+$", "") + path);
  }

  /// What the hub knows of a model, sizes and digests of its files included.
  JsonNode metadata(HubUri uri) throws Transient, InterruptedException {
    var url = at(uri.metadataPath());
    var headers = Map.of("Accept", "application/json");
    var bytes = get(uri, url, headers, body -> body.readNBytes(LARGEST_METADATA + 1));
    if (bytes.length > LARGEST_METADATA) {
      throw senseless(url);
    }
    try {
      return Json.tree(bytes);
    } catch (IOException _) {
      throw senseless(url);
    }
  }

  /// The first `length` bytes of a file. A hub that sends more all the same is not read further.
  <T> T head(HubUri uri, String commit, String path, long length, Reading<T> reading)
      throws Transient, InterruptedException {
    var range = Map.of("Range", "bytes=0-" + (length - 1));
    return get(uri, at(uri.filePath(commit, path)), range, reading);
  }

  private <T> T get(HubUri uri, URI url, Map<String, String> headers, Reading<T> reading)
      throws Transient, InterruptedException {
    var credentials = credentials();
    var answer = web.ask("GET", url, headers, credentials);
    try (InputStream body = answer.body();
        var watch = new StallWatch(web.limits().stall(), body).start()) {
      if (answer.status() != 200 && answer.status() != 206) {
        HubErrors.explain(endpoint, uri, answer, credentials);
        web.refuse(url, answer);
      }
      var read = reading.read(new Watched(body, watch));
      if (watch.stalled()) {
        throw new Transient(StoreCode.STALLED, UrlPolicy.shown(url) + " stalled");
      }
      return read;
    } catch (IOException _) {
      // a stalled stream was closed under its reader
      throw new Transient(StoreCode.UNREACHABLE, "cannot read " + UrlPolicy.shown(url));
    }
  }

  /// Tells the watch when somebody waits for bytes.
  private static final class Watched extends FilterInputStream {
    private final StallWatch watch;

    Watched(InputStream in, StallWatch watch) {
      super(in);
      this.watch = watch;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      watch.waiting();
      try {
        return in.read(bytes, from, count);
      } finally {
        watch.moving();
      }
    }
  }

  private static StoreException senseless(URI url) {
    return new StoreException(
        StoreCode.SERVER,
        UrlPolicy.shown(url) + " does not answer like a model hub",
        "check HF_ENDPOINT");
  }
}
