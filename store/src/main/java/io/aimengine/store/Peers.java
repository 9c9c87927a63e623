package io.aimengine.store;

import com.fasterxml.jackson.core.type.TypeReference;
import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Other nodes that may have a model already and are nearer than the internet. What they send is
/// believed by its sha256 only.
final class Peers {
  static final Peers NONE = new Peers(List.of(), "", Optional.empty(), Optional.empty());
  private static final int LARGEST_ANSWER = 32 << 20;

  private final List<URI> addresses;
  private final String token;
  private final Optional<Web> web;
  private final Optional<Retry> retry;

  private Peers(List<URI> addresses, String token, Optional<Web> web, Optional<Retry> retry) {
    this.addresses = List.copyOf(addresses);
    this.token = token;
    this.web = web;
    this.retry = retry;
  }

  /// `AIM_CACHE_PEERS`: base addresses with commas between; `AIM_CACHE_PEER_TOKEN`.
  static Peers of(Map<String, String> environment, Web web, Retry retry) {
    var addresses =
        Arrays.stream(environment.getOrDefault("AIM_CACHE_PEERS", "").split(","))
            .map(String::strip)
            .filter(a -> !a.isEmpty())
            .map(a -> UrlPolicy.parse(a.replaceAll("/+$", "")))
            .toList();
    var token = environment.getOrDefault("AIM_CACHE_PEER_TOKEN", "").strip();
    return addresses.isEmpty()
        ? NONE
        : new Peers(addresses, token, Optional.of(web), Optional.of(retry));
  }

  List<URI> addresses() {
    return addresses;
  }

  /// What the peer has for the request; empty when it has nothing.
  Optional<Listing> find(URI peer, ArtifactRequest request, Artifact artifact)
      throws IOException, InterruptedException {
    Credentials credentials = token.isEmpty() ? Credentials.NONE : new Bearer(peer, token);
    var asked = web.orElseThrow();
    var at = URI.create(peer + PeerServer.MODELS + ModelId.folder(request.id()));
    byte[] bytes;
    try {
      // asked once: a peer that is not there must not cost time
      bytes = asked.small(at, Map.of(), credentials, LARGEST_ANSWER, _ -> {});
    } catch (Transient e) {
      throw e.failure();
    } catch (StoreException e) {
      if (e.code() == StoreCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    var wanted = new Artifact(UrlPolicy.shown(artifact.uri()), artifact.bytes(), artifact.sha256());
    for (var manifest : Json.read(bytes, new TypeReference<List<Manifest>>() {})) {
      var files = manifest.answer(wanted, request.allow());
      if (manifest.id().equals(request.id()) && !files.isEmpty()) {
        return Optional.of(listing(peer, manifest, files, credentials));
      }
    }
    return Optional.empty();
  }

  private Listing listing(
      URI peer, Manifest manifest, List<StoredFile> files, Credentials credentials) {
    var remote = new ArrayList<RemoteFile>();
    for (var file : files) {
      var digest = Digest.sha256(file.sha256());
      var content =
          new WebContent(
              web.orElseThrow(),
              retry.orElseThrow(),
              URI.create(peer + PeerServer.BLOBS + digest.hex()),
              credentials,
              file.path(),
              file.bytes(),
              digest,
              _ -> {});
      remote.add(new RemoteFile(file.path(), file.bytes(), digest, content));
    }
    return new Listing(manifest.revision(), manifest.commit(), remote);
  }
}
