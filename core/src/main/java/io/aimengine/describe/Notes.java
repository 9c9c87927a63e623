package io.aimengine.describe;

import java.util.ArrayList;
import java.util.List;

/// What is said of a description while it is made: fields that are a guess or an estimate, with
/// why, and what could not be found at all.
final class Notes {
  private final List<String> unsure = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /// `path` is below the model file's root, `architecture.vocab_size`.
  void unsure(String path, String why) {
    if (!unsure.contains(path)) {
      unsure.add(path);
    }
    var remark = path + ": " + why;
    if (!remarks.contains(remark)) {
      remarks.add(remark);
    }
  }

  void missing(String what) {
    missing.add(what);
  }

  List<String> unsure() {
    return List.copyOf(unsure);
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  List<String> missing() {
    return List.copyOf(missing);
  }
}
