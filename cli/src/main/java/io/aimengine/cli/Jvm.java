package io.aimengine.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How to start another JVM of this distribution.
final class Jvm {
  private Jvm() {}

  /// `java @…/java.args options…` where the launcher told us its folder, else this JVM's own class
  /// path (tests, an IDE).
  static List<String> like(String... options) {
    var argv = new ArrayList<String>();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    var dist = System.getProperty("aim.dist", "");
    var arguments = Path.of(dist, "java.args");
    if (!dist.isEmpty() && Files.isReadable(arguments)) {
      argv.add("@" + arguments);
    } else {
      argv.add("--enable-native-access=ALL-UNNAMED");
      argv.add("-Dsun.net.httpserver.nodelay=true");
      argv.add("-cp");
      argv.add(System.getProperty("java.class.path", ""));
    }
    argv.addAll(List.of(options));
    return argv;
  }
}
