package io.aimengine.spec;

import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `image`, as a mapping or as `repository:tag@digest`.
final class ImageReader {
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,100}(?::[0-9]{1,5})?/)?[a-z0-9._/-]{0,200}");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private ImageReader() {}

  static Image read(Section spec) {
    if (!spec.isMapping("image")) {
      var hint = "write repository:tag, such as rocm/vllm:latest";
      return spec.parsed("image", "spec.image", ImageReader::parse, hint).orElseGet(Image::none);
    }
    var image = spec.section("image");
    var repository = image.text("repository");
    var digest = matching(image, "digest", DIGEST, "sha256: and 64 hexadecimal digits");
    var tag = matching(image, "tag", TAG, "letters, digits, - . and _");
    var whole = repository.flatMap(ImageReader::parse);
    if (repository.isPresent() && whole.isEmpty()) {
      var message = "'%s' is not an image".formatted(Wording.shortened(repository.get()));
      image.bad("spec.image", "repository", message, "write one such as rocm/vllm");
    }
    if (whole.filter(w -> tagIsTwice(w, tag)).isPresent()) {
      image.bad("spec.conflict", "tag", "the repository has another tag", "keep one of them");
    }
    if (repository.isEmpty() && (tag.isPresent() || digest.isPresent())) {
      image.bad(
          "spec.missing", "repository", "an image has no repository", "write image.repository");
    }
    return new Image(
        whole.flatMap(Image::repository),
        tag.or(() -> whole.flatMap(Image::tag)),
        digest.or(() -> whole.flatMap(Image::digest)),
        image.choice("pullPolicy", "Always", "IfNotPresent", "Never"),
        pullSecrets(image));
  }

  static Optional<Image> parse(String text) {
    var parts = text.split("@", 2);
    var name = parts[0];
    var colon = name.lastIndexOf(':');
    var tagged = colon > name.lastIndexOf('/');
    var repository = tagged ? name.substring(0, colon) : name;
    var tag = tagged ? Optional.of(name.substring(colon + 1)) : Optional.<String>empty();
    var digest = parts.length > 1 ? Optional.of(parts[1]) : Optional.<String>empty();
    var fits =
        REPOSITORY.matcher(repository).matches()
            && !repository.endsWith("/")
            && !repository.contains("//")
            && tag.filter(t -> !TAG.matcher(t).matches()).isEmpty()
            && digest.filter(d -> !DIGEST.matcher(d).matches()).isEmpty();
    return fits
        ? Optional.of(new Image(Optional.of(repository), tag, digest, Optional.empty(), List.of()))
        : Optional.empty();
  }

  private static boolean tagIsTwice(Image whole, Optional<String> tag) {
    return whole.tag().isPresent() && tag.isPresent() && !whole.tag().equals(tag);
  }

  private static Optional<String> matching(
      Section section, String key, Pattern pattern, String hint) {
    return section.parsed(
        key, "spec.image", t -> Optional.of(t).filter(x -> pattern.matcher(x).matches()), hint);
  }

  /// Names, or `{name: …}` as pods have them.
  private static List<String> pullSecrets(Section image) {
    var items = image.items("pullSecrets");
    if (items.isEmpty() || items.getFirst() instanceof YamlNode.Scalar) {
      return image.texts("pullSecrets");
    }
    var names = new ArrayList<String>();
    image.sections("pullSecrets").forEach(s -> s.text("name").ifPresent(names::add));
    return names;
  }
}
