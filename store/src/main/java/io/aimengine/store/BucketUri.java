package io.aimengine.store;

import java.util.regex.Pattern;

/// `s3://bucket/key-or-prefix` and its like. `path` has no `/` at its start.
record BucketUri(String scheme, String bucket, String path) {
  private static final Pattern FORM =
      Pattern.compile("(s3|gs|az)://([A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:/(.*))?");

  static BucketUri parse(String uri) {
    var matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, "'" + uri + "' names no bucket", "write s3://bucket/folder");
    }
    var path = matcher.group(3) == null ? "" : matcher.group(3);
    return new BucketUri(matcher.group(1), matcher.group(2), path);
  }

  /// The name of an object below this one, or of the object itself; "" when it is beside it.
  String nameOf(String key) {
    if (key.equals(path)) {
      return key.substring(key.lastIndexOf('/') + 1);
    }
    var folder = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    return key.startsWith(folder) ? key.substring(folder.length()) : "";
  }

  @Override
  public String toString() {
    return scheme + "://" + bucket + "/" + path;
  }
}
