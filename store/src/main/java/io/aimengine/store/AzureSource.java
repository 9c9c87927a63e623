package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `az://account/container/folder`: Azure's blob storage by its HTTPS interface, with a shared
/// access signature, a bearer token, or as the public.
final class AzureSource implements Source {
  private final String endpoint;
  private final String signature;
  private final String token;
  private final Asking asking;

  /// `endpoint` has `{account}` in it; `signature` and `token` may be "".
  AzureSource(String endpoint, String signature, String token, Web web, Retry retry) {
    this.endpoint = endpoint;
    this.signature = signature.replaceFirst("^\\?", "");
    this.token = token;
    this.asking = new Asking(web, retry, AzureSource::explain);
  }

  @Override
  public List<String> schemes() {
    return List.of("az");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException, InterruptedException {
    var whole = BucketUri.parse(artifact.uri());
    var cut = (whole.path() + "/").indexOf('/');
    var container = whole.path().substring(0, cut);
    if (container.isEmpty()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "'" + artifact.uri() + "' names no container",
          "write az://account/container/folder");
    }
    var rest = cut < whole.path().length() ? whole.path().substring(cut + 1) : "";
    var uri = new BucketUri("az", whole.bucket() + "/" + container, rest);
    var base = endpoint.replace("{account}", whole.bucket()) + "/" + S3Source.encode(container);
    var credentials = credentials(URI.create(base));
    var chosen = BucketListing.chosen(uri, objects(uri, base, credentials, context), allow);
    return BucketListing.of(uri, chosen, o -> at(base, o.key()), credentials, asking);
  }

  private Credentials credentials(URI origin) {
    var bearer = new Bearer(origin, token);
    return (method, uri) -> {
      var headers = new java.util.HashMap<String, String>();
      headers.put("x-ms-version", "2021-12-02");
      if (!token.isEmpty()) {
        headers.putAll(bearer.headers(method, uri));
      }
      return headers;
    };
  }

  private List<BucketObject> objects(
      BucketUri uri, String base, Credentials credentials, SourceContext context)
      throws IOException, InterruptedException {
    var objects = new ArrayList<BucketObject>();
    var next = "";
    do {
      var query =
          "?restype=container&comp=list&prefix="
              + S3Source.encode(uri.path())
              + (next.isEmpty() ? "" : "&marker=" + S3Source.encode(next));
      var page =
          Xml.parse(asking.small(uri, signed(base + query, "&"), Map.of(), credentials, context));
      for (var blob : page.first("Blobs").map(b -> b.all("Blob")).orElse(List.of())) {
        var properties = blob.first("Properties").orElseThrow(() -> new IOException("no size"));
        objects.add(
            new BucketObject(
                blob.text("Name"), properties.number("Content-Length"), properties.text("Etag")));
      }
      BucketListing.checkCount(uri, objects);
      next = page.text("NextMarker");
    } while (!next.isEmpty());
    return objects;
  }

  private URI at(String base, String key) {
    var path = Arrays.stream(key.split("/", -1)).map(S3Source::encode);
    return signed(base + "/" + path.collect(Collectors.joining("/")), "?");
  }

  private URI signed(String address, String separator) {
    return URI.create(signature.isEmpty() ? address : address + separator + signature);
  }

  private static void explain(BucketUri uri, WebAnswer answer) {
    switch (answer.status()) {
      case 401, 403 ->
          throw new StoreException(
              StoreCode.FORBIDDEN,
              uri + " is not open to this request",
              "set AZURE_STORAGE_SAS_TOKEN to a signature that may list and read");
      case 404 ->
          throw new StoreException(
              StoreCode.NOT_FOUND, "there is no " + uri, "check account, container and folder");
      default -> {}
    }
  }
}
