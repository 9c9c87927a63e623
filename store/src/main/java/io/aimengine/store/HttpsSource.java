package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `https://host/path/file`: one file of a web server.
final class HttpsSource implements Source {
  private final Web web;
  private final Retry retry;

  HttpsSource(Web web, Retry retry) {
    this.web = web;
    this.retry = retry;
  }

  @Override
  public List<String> schemes() {
    return List.of("https", "http");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException, InterruptedException {
    var uri = UrlPolicy.parse(artifact.uri());
    var path = Optional.ofNullable(uri.getPath()).orElse("");
    var name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          UrlPolicy.shown(uri) + " names no file",
          "give the URL of one file; for a whole model use hf://org/name");
    }
    var bytes = artifact.bytes() > 0 ? artifact.bytes() : size(uri, context);
    var digest = Digest.sha256(artifact.sha256());
    var content = new WebContent(web, retry, uri, Credentials.NONE, name, bytes, digest, _ -> {});
    var revision = "https-" + Hashes.sha256(uri.toString()).substring(0, 12);
    return new Listing(revision, "", List.of(new RemoteFile(name, bytes, digest, content)));
  }

  /// What a HEAD says; -1 when the server does not like HEAD.
  private long size(URI uri, SourceContext context) throws IOException, InterruptedException {
    return retry.run(
        context,
        () -> 0,
        () -> {
          var answer = web.ask("HEAD", uri, Map.of(), Credentials.NONE);
          answer.close();
          var status = answer.status();
          if (status == 404 || status == 429 || status >= 500) {
            web.refuse(uri, answer);
          }
          return status == 200 ? answer.size() : -1;
        });
  }
}
