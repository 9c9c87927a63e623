package io.aimengine.spec;

import java.util.List;
import java.util.Optional;

/// An engine image that the manifest asks for. Empty: the engine's own for the GPU family.
public record Image(
    Optional<String> repository,
    Optional<String> tag,
    Optional<String> digest,
    Optional<String> pullPolicy,
    List<String> pullSecrets) {
  public Image {
    pullSecrets = List.copyOf(pullSecrets);
  }

  public static Image none() {
    return new Image(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  /// `repository:tag@digest`, what is known of it; empty without a repository.
  public Optional<String> reference() {
    return repository.map(
        r -> r + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse(""));
  }

  /// Reads `repository[:tag][@digest]`; nothing when it is not one.
  public static Optional<Image> parse(String text) {
    return ImageReader.parse(text);
  }
}
