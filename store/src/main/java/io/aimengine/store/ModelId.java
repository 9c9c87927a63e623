package io.aimengine.store;

import java.util.regex.Pattern;

/// A model id and the folder that holds it: `org/name` lives in `org--name`.
final class ModelId {
  private static final Pattern VALID =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?");

  private ModelId() {}

  /// Ids with `--` or `..` are refused, as on the hub: two ids must never share a folder.
  static String check(String id) {
    if (!isValid(id)) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "'" + id + "' is no model id",
          "an id looks like org/name: letters, digits, '.', '_' and single '-'");
    }
    return id;
  }

  static boolean isValid(String id) {
    return VALID.matcher(id).matches() && !id.contains("--") && !id.contains("..");
  }

  static String folder(String id) {
    return check(id).replace("/", "--");
  }

  /// A revision as a folder name: `refs/pr/1` becomes `refs-pr-1`.
  static String revisionFolder(String revision) {
    var name = revision.replaceAll("[^A-Za-z0-9._-]", "-");
    return name.startsWith(".") ? "_" + name : name;
  }
}
