package io.aimengine.store;

import java.net.URI;
import java.util.regex.Pattern;

/// `oci://registry/repository[:tag|@digest]`; `reference` is the tag or the digest.
record OciUri(String registry, String repository, String reference) {
  private static final Pattern FORM =
      Pattern.compile(
          "oci://([A-Za-z0-9.-]+(?::\\d{1,5})?)/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)"
              + "(?:@(sha256:[0-9a-f]{64})|:([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?");

  static OciUri parse(String uri) {
    var matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "'" + uri + "' is no OCI artifact",
          "write oci://registry/repository:tag");
    }
    var digest = matcher.group(3);
    var tag = matcher.group(4);
    return new OciUri(
        matcher.group(1), matcher.group(2), digest != null ? digest : tag != null ? tag : "latest");
  }

  /// The registry itself: https, but on this machine plain http.
  URI origin() {
    var host = registry.replaceAll(":\\d+$", "");
    var local = host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}");
    return URI.create((local ? "http://" : "https://") + registry);
  }

  URI manifest(String wanted) {
    return origin().resolve("/v2/" + repository + "/manifests/" + wanted);
  }

  URI blob(String digest) {
    return origin().resolve("/v2/" + repository + "/blobs/" + digest);
  }

  /// The same artifact, whatever its tag comes to mean.
  String at(String digest) {
    return "oci://" + registry + "/" + repository + "@" + digest;
  }
}
