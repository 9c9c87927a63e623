package io.aimengine.local.supervise;

import java.nio.file.Path;
import java.util.List;

/// A command that launches the test's endpoint and ends, as `aim-engine launch` does. Arguments:
/// folder, port, content hash, modes of the engine. Prints what came of it.
public final class LaunchOnceMain {
  private LaunchOnceMain() {}

  public static void main(String[] arguments) {
    var folder = Path.of(arguments[0]);
    var port = Integer.parseInt(arguments[1]);
    var modes = List.of(arguments).subList(3, arguments.length).toArray(String[]::new);
    var spec = TestEndpoint.spec(folder, port, arguments[2], modes);
    System.out.println(TestEndpoint.runtime(folder).launch(spec).outcome());
  }
}
