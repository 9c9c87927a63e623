package io.aimengine.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `oci://registry/repository:tag`: a model kept as an artifact in a container registry, one layer
/// for each file (ORAS, KitOps, the CNCF's model format); the annotations name the files.
final class OciSource implements Source {
  private static final String ACCEPT =
      String.join(
          ", ",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");
  private static final List<String> NAMES =
      List.of("org.opencontainers.image.title", "org.cncf.model.filepath");
  private static final int LARGEST_MANIFEST = 4 << 20;

  private final Map<String, String> environment;
  private final Path home;
  private final Web web;
  private final Retry retry;

  OciSource(Map<String, String> environment, Path home, Web web, Retry retry) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.web = web;
    this.retry = retry;
  }

  /// A manifest and its own digest.
  private record Named(JsonNode manifest, String digest) {}

  @Override
  public List<String> schemes() {
    return List.of("oci");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException, InterruptedException {
    var uri = OciUri.parse(artifact.uri());
    var login = new OciLogin(uri, web, OciLogin.kept(environment, home, uri.registry()));
    var top = manifest(uri, uri.reference(), login, context);
    var found =
        top.manifest().has("manifests")
            ? manifest(uri, only(uri, top.manifest()), login, context)
            : top;
    var allowed = new AllowPatterns(allow);
    var files = new ArrayList<RemoteFile>();
    for (var layer : found.manifest().path("layers")) {
      var file = file(uri, layer, login);
      if (allowed.allows(file.path())) {
        files.add(file);
      }
    }
    var revision = "oci-" + found.digest().substring("sha256:".length()).substring(0, 16);
    return new Listing(revision, found.digest(), files);
  }

  private static String only(OciUri uri, JsonNode index) {
    var manifests = index.path("manifests");
    if (manifests.size() != 1) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          uri.at("…") + " is an index of " + manifests.size() + " manifests",
          "name one by its digest: oci://registry/repository@sha256:…");
    }
    return manifests.path(0).path("digest").asText();
  }

  private Named manifest(OciUri uri, String reference, OciLogin login, SourceContext context)
      throws IOException, InterruptedException {
    var at = uri.manifest(reference);
    var bytes =
        retry.run(
            context,
            () -> 0,
            () -> {
              var first = web.ask("GET", at, Map.of("Accept", ACCEPT), login);
              first.close();
              if (first.status() == 401) {
                login.learn(first.header("WWW-Authenticate"));
              }
              return web.small(
                  at,
                  Map.of("Accept", ACCEPT),
                  login,
                  LARGEST_MANIFEST,
                  answer -> explain(uri, login, answer));
            });
    var digest = "sha256:" + Hashes.sha256(bytes);
    if (reference.startsWith("sha256:") && !reference.equals(digest)) {
      throw new StoreException(
          StoreCode.CHECKSUM,
          at + " is another manifest than its digest says",
          "do not trust this registry");
    }
    return new Named(Json.tree(bytes), digest);
  }

  private RemoteFile file(OciUri uri, JsonNode layer, OciLogin login) {
    var name =
        NAMES.stream()
            .map(n -> layer.path("annotations").path(n).asText(""))
            .filter(n -> !n.isEmpty())
            .findFirst()
            .orElse("");
    var media = layer.path("mediaType").asText("");
    if (name.isEmpty() || media.matches(".*[.+](tar|gzip|zstd).*")) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          uri.at("…") + " has a layer that is no plain file (" + media + ")",
          "push the files one by one, as `oras push` does");
    }
    var digest = layer.path("digest").asText("");
    if (!digest.startsWith("sha256:")) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, name + " has a digest that is no sha256", "push it with sha256");
    }
    var bytes = layer.path("size").asLong(-1);
    var promised = Digest.sha256(digest.substring("sha256:".length()));
    URI at = uri.blob(digest);
    var content =
        new WebContent(web, retry, at, login, name, bytes, promised, r -> explain(uri, login, r));
    return new RemoteFile(name, bytes, promised, content);
  }

  private static void explain(OciUri uri, OciLogin login, WebAnswer answer) {
    switch (answer.status()) {
      case 401, 403 ->
          throw new StoreException(
              StoreCode.FORBIDDEN,
              "%s refuses %s to %s".formatted(uri.registry(), uri.repository(), login.who()),
              "`docker login " + uri.registry() + "` with an account that may pull");
      case 404 ->
          throw new StoreException(
              StoreCode.NOT_FOUND,
              uri.registry() + " has no " + uri.repository() + ":" + uri.reference(),
              "check repository and tag");
      default -> {}
    }
  }
}
