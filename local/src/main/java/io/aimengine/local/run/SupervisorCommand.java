package io.aimengine.local.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How to start a supervisor: the argv of a JVM with its options and class path (`java -cp …`), to
/// which the main class and the endpoint's folder are added.
public record SupervisorCommand(List<String> jvm, Map<String, String> env) {
  private static final String MAIN = "io.aimengine.local.supervise.Supervisor";
  private static final long LOG_LIMIT = 1 << 20;

  /// `env` is the environment it gets; of that, the engine gets a part.
  public SupervisorCommand {
    jvm = List.copyOf(jvm);
    // a command that an engine runs is no part of that engine's tree
    var own = new HashMap<>(env);
    own.remove(EngineTree.MARKER);
    env = Map.copyOf(own);
  }

  /// Starts it in a session of its own, so that neither a closed terminal nor Ctrl-C reaches it.
  SupervisorId start(EndpointDir dir) {
    return start(dir, List.of());
  }

  /// The same for an endpoint whose engine may still run without one.
  SupervisorId restart(EndpointDir dir) {
    return start(dir, List.of("--adopt"));
  }

  private SupervisorId start(EndpointDir dir, List<String> options) {
    var argv = new ArrayList<>(detached());
    argv.addAll(jvm);
    argv.add(MAIN);
    argv.add(dir.path().toString());
    argv.addAll(options);
    var log = StateFiles.create(dir.supervisorLog());
    new LogFile(log).cut(LOG_LIMIT);
    var builder =
        new ProcessBuilder(argv)
            .directory(dir.path().toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(env);
    try {
      var pid = builder.start().pid();
      return new SupervisorId(
          ProcessId.of(pid).orElse(new ProcessId(pid, 0)), SupervisorId.currentBoot());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the supervisor: " + e.getMessage(), e);
    }
  }

  // setsid(1) executes in place: the child of a ProcessBuilder leads no process group, so the pid
  // stays. nohup(1) is what systems without it have; the JVM leaves an ignored SIGHUP ignored.
  private List<String> detached() {
    for (var tool : List.of("setsid", "nohup")) {
      for (var folder : env.getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
        if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, tool))) {
          return List.of(Path.of(folder, tool).toString());
        }
      }
    }
    return List.of();
  }
}
