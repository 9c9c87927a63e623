package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.local.hardware.CommandRunner;
import io.aimengine.local.hardware.HardwareProbe;
import io.aimengine.local.hardware.HostTree;
import io.aimengine.local.hardware.ProcessRunner;
import io.aimengine.local.run.LocalRuntime;
import io.aimengine.local.run.StateDir;
import io.aimengine.local.run.SupervisorCommand;
import io.aimengine.local.supervise.LeasedDevices;
import io.aimengine.store.ModelStore;
import io.aimengine.store.ModelStores;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The world of one command: where it prints, what it may ask, and the shells put together for it.
record App(
    Terminal terminal, Map<String, String> env, InputStream in, Clock clock, Path directory) {

  Printer printer() {
    return new Printer(terminal, clock);
  }

  /// The shipped catalog, with the user's own folder laid over it.
  Catalog catalog(Common common) {
    return catalog(common.catalog);
  }

  /// The same with the folder of the command line, "" for none.
  Catalog catalog(String named) {
    return UserCatalog.load(named.isEmpty() ? env.getOrDefault("AIM_CATALOG", "") : named, this);
  }

  Path home() {
    return Path.of(env.getOrDefault("HOME", System.getProperty("user.home", "/")));
  }

  /// The same with another model cache ("" for the same) and further variables.
  App with(String cache, Map<String, String> variables) {
    var changed = new HashMap<>(env);
    changed.putAll(variables);
    if (!cache.isEmpty()) {
      changed.put("AIM_CACHE_DIR", directory.resolve(cache).toAbsolutePath().toString());
    }
    return new App(terminal, Map.copyOf(changed), in, clock, directory);
  }

  ModelStore store() {
    return ModelStores.open(env, home(), clock);
  }

  StateDir stateDir() {
    return StateDir.of(env);
  }

  LocalRuntime runtime() {
    var supervisors = new SupervisorCommand(jvm("-Xmx64m"), env);
    return new LocalRuntime(stateDir(), supervisors, new LeasedDevices(stateDir()), clock);
  }

  HardwareProbe hardware() {
    return new HardwareProbe(HostTree.host(), env, hardwareCommands());
  }

  CommandRunner hardwareCommands() {
    return new ProcessRunner();
  }

  /// The argv of a JVM like this one: same class path and start-up cache, these options besides.
  List<String> jvm(String... options) {
    return Jvm.like(options);
  }

  boolean debug(List<String> args) {
    return args.contains("--debug")
        || args.contains("--verbose")
        || env.getOrDefault("AIM_DEBUG", "").matches("1|true");
  }
}
