package io.aimengine.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `hf://org/name[@revision][/files]`: a model of the Hugging Face hub or of a mirror. Sizes and
/// digests come from the hub's metadata, and files are asked for by commit, so that a model that
/// changes meanwhile is never mixed.
final class HubSource implements Source {
  private static final int MOST_FILES = 20_000;

  private final HubApi hub;
  private final Web web;
  private final Retry retry;

  HubSource(URI endpoint, HubToken token, Web web, Retry retry) {
    this.hub = new HubApi(endpoint, token, web);
    this.web = web;
    this.retry = retry;
  }

  @Override
  public List<String> schemes() {
    return List.of("hf");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException, InterruptedException {
    var uri = HubUri.parse(artifact.uri());
    var bearer = hub.credentials();
    var model = retry.run(context, () -> 0, () -> hub.metadata(uri));
    var commit = model.path("sha").asText(uri.revision());
    var files = new ArrayList<RemoteFile>();
    chosen(model, uri, allow)
        .forEach((path, node) -> files.add(file(uri, commit, path, node, bearer)));
    if (files.isEmpty() && !uri.files().isEmpty()) {
      throw new StoreException(
          StoreCode.NOT_FOUND,
          uri.repository() + " has no file " + uri.files(),
          "see " + UrlPolicy.shown(hub.endpoint().resolve("/" + uri.repository())));
    }
    return new Listing(commit, commit, files);
  }

  private static Map<String, JsonNode> chosen(JsonNode model, HubUri uri, List<String> allow) {
    var all = new LinkedHashMap<String, JsonNode>();
    for (var node : model.path("siblings")) {
      all.put(RelativePath.check(node.path("rfilename").asText()), node);
    }
    if (all.size() > MOST_FILES) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          uri.repository() + " has " + all.size() + " files",
          "name the files that are wanted");
    }
    if (uri.files().isEmpty() && allow.isEmpty()) {
      all.keySet().retainAll(HubFiles.needed(List.copyOf(all.keySet())));
    } else {
      var patterns = new AllowPatterns(uri.files().isEmpty() ? allow : List.of(uri.files()));
      all.keySet().removeIf(path -> !patterns.allows(path));
    }
    return all;
  }

  private RemoteFile file(
      HubUri uri, String commit, String path, JsonNode node, Credentials bearer) {
    var lfs = node.path("lfs");
    var size = lfs.path("size").asLong(node.path("size").asLong(-1));
    var digest = digest(lfs.path("sha256").asText(""), node.path("blobId").asText(""));
    var content =
        new WebContent(
            web,
            retry,
            hub.at(uri.filePath(commit, path)),
            bearer,
            path,
            size,
            digest,
            answer -> HubErrors.explain(hub.endpoint(), uri, answer, bearer));
    return new RemoteFile(path, size, digest, content);
  }

  private static Digest digest(String sha256, String gitBlob) {
    if (!sha256.isEmpty()) {
      return Digest.sha256(sha256);
    }
    return gitBlob.isEmpty() ? Digest.NONE : new Digest(Digest.Kind.GIT_BLOB, gitBlob);
  }
}
