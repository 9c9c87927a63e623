package io.aimengine.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `hf://org/name[@revision][/files]`; `files` is one path or a pattern, "" for the whole model. A
/// revision that has a `/` is written `refs%2Fpr%2F1`.
record HubUri(String repository, String revision, String files) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
  private static final Pattern FORM =
      Pattern.compile("hf://(" + NAME + "/" + NAME + ")(?:@([A-Za-z0-9._%-]{1,128}))?(?:/(.*))?");

  static HubUri parse(String uri) {
    var matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, "'" + uri + "' is no hub source", "write hf://org/name@revision");
    }
    var revision = matcher.group(2) == null ? "main" : decode(matcher.group(2));
    var files = matcher.group(3) == null ? "" : matcher.group(3);
    return new HubUri(matcher.group(1), revision, files.equals("*") ? "" : files);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, "'" + text + "' is no revision", "write / as %2F");
    }
  }

  /// The same files of another revision, as a URI.
  String at(String other) {
    return "hf://" + repository + "@" + encode(other) + (files.isEmpty() ? "" : "/" + files);
  }

  String metadataPath() {
    return "/api/models/" + repository + "/revision/" + encode(revision) + "?blobs=true";
  }

  String filePath(String commit, String file) {
    var parts = Arrays.stream(file.split("/")).map(HubUri::encode).collect(Collectors.joining("/"));
    return "/" + repository + "/resolve/" + encode(commit) + "/" + parts;
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
