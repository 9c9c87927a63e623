package io.aimengine.local.supervise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The argv of a JVM that starts fast and sees the classes of this test run.
public final class Jvm {
  private Jvm() {}

  public static List<String> argv(String... more) {
    var argv = new ArrayList<String>();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m"));
    argv.addAll(List.of("-cp", System.getProperty("java.class.path")));
    argv.addAll(List.of(more));
    return List.copyOf(argv);
  }
}
