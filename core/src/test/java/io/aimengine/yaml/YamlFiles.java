package io.aimengine.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The YAML files of this repository, by path.
final class YamlFiles {
  private YamlFiles() {}

  static Map<String, String> inRepository() throws IOException {
    var texts = in(Path.of("../catalog"));
    texts.putAll(in(Path.of("../examples")));
    texts.putAll(in(Path.of("../e2e")));
    texts.putAll(in(Path.of("src/test/resources")));
    return texts;
  }

  static Map<String, String> in(Path folder) throws IOException {
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(YamlFiles::named).toList()) {
        texts.put(file.toString(), Files.readString(file));
      }
    }
    return texts;
  }

  private static boolean named(Path file) {
    var name = file.toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.contains("/target/");
  }
}
