package io.aimengine.local.supervise;

import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.ProcessId;
import io.aimengine.local.run.RunSpec;
import java.io.File;
import java.io.IOException;
import java.util.Map;

/// Starts the engine so that it does not need its supervisor: its output goes straight to a file,
/// never through a pipe that would break with the reader.
record EngineStarter(EndpointDir dir, RunSpec spec, Map<String, String> environment) {

  RunningEngine start() throws IOException {
    var workdir = spec.command().workdir();
    var builder =
        new ProcessBuilder(spec.command().argv())
            .directory(workdir.isEmpty() ? dir.path().toFile() : new File(workdir))
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.engineLog().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.start();
    var id = ProcessId.of(process.pid()).orElse(new ProcessId(process.pid(), 0));
    return new RunningEngine.Child(process, id);
  }
}
