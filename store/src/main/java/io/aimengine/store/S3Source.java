package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `s3://bucket/folder` or one object, at AWS or any server that speaks S3, by path-style
/// addresses. Google's `gs://` has the same interface.
final class S3Source implements Source {
  private final String scheme;
  private final URI endpoint;
  private final Credentials credentials;
  private final Asking asking;

  S3Source(String scheme, URI endpoint, Credentials credentials, Web web, Retry retry) {
    this.scheme = scheme;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.asking = new Asking(web, retry, this::explain);
  }

  @Override
  public List<String> schemes() {
    return List.of(scheme);
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException, InterruptedException {
    var uri = BucketUri.parse(artifact.uri());
    var chosen = BucketListing.chosen(uri, objects(uri, context), allow);
    return BucketListing.of(uri, chosen, o -> at(uri, o.key()), credentials, asking);
  }

  private List<BucketObject> objects(BucketUri uri, SourceContext context)
      throws IOException, InterruptedException {
    var objects = new ArrayList<BucketObject>();
    var next = "";
    do {
      var query =
          "?list-type=2&prefix="
              + encode(uri.path())
              + (next.isEmpty() ? "" : "&continuation-token=" + encode(next));
      var page =
          Xml.parse(
              asking.small(uri, URI.create(bucket(uri) + query), Map.of(), credentials, context));
      for (var object : page.all("Contents")) {
        objects.add(
            new BucketObject(object.text("Key"), object.number("Size"), object.text("ETag")));
      }
      BucketListing.checkCount(uri, objects);
      next = page.text("NextContinuationToken");
    } while (!next.isEmpty());
    return objects;
  }

  private String bucket(BucketUri uri) {
    return endpoint.toString().replaceAll("/+$", "") + "/" + encode(uri.bucket());
  }

  private URI at(BucketUri uri, String key) {
    var path = Arrays.stream(key.split("/", -1)).map(S3Source::encode);
    return URI.create(bucket(uri) + "/" + path.collect(Collectors.joining("/")));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private void explain(BucketUri uri, WebAnswer answer) {
    var signed = !credentials.equals(Credentials.NONE);
    switch (answer.status()) {
      case 403, 401 ->
          throw new StoreException(
              StoreCode.FORBIDDEN,
              signed ? uri + " refuses these keys" : uri + " is not public, and no keys are set",
              scheme.equals("gs")
                  ? "set GS_ACCESS_KEY_ID and GS_SECRET_ACCESS_KEY (HMAC keys), or"
                      + " GOOGLE_OAUTH_ACCESS_TOKEN"
                  : "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys,"
                      + " AWS_SESSION_TOKEN");
      case 404 ->
          throw new StoreException(
              StoreCode.NOT_FOUND, "there is no " + uri, "check the bucket and the folder");
      case 301, 307 ->
          throw new StoreException(
              StoreCode.BAD_REQUEST,
              uri
                  + " lies in the region "
                  + answer.header("x-amz-bucket-region").orElse("of another endpoint"),
              "set AWS_REGION to it");
      default -> {}
    }
  }
}
