package io.aimengine.catalog;

import java.util.Locale;
import java.util.Map;

/// One spelling per licence, so that lists can be filtered: SPDX ids in lower case, and the names
/// by which model hubs know the builders' own licences.
final class Licences {
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "apache-2", "apache-2.0",
          "apache-license-2.0", "apache-2.0",
          "mit-license", "mit",
          "llama-3-community", "llama3",
          "llama-3.1-community", "llama3.1",
          "llama-3.2-community", "llama3.2",
          "llama-3.3-community", "llama3.3",
          "llama-4-community", "llama4");

  private Licences() {}

  /// `Apache 2.0` and `Apache-2.0` are `apache-2.0`; a name that is not known keeps its words.
  static String id(String written) {
    var id = written.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", "-");
    return OTHER_NAMES.getOrDefault(id, id);
  }
}
