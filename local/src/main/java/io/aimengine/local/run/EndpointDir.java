package io.aimengine.local.run;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// The folder of one endpoint: what was asked for, how it is, and its logs.
public record EndpointDir(Path path) {
  private static final String STARTED = "supervisor.json";

  public String name() {
    return path.getFileName().toString();
  }

  /// The state folder that it is in.
  public StateDir stateDir() {
    return new StateDir(path.toAbsolutePath().resolve("../..").normalize());
  }

  public Path engineLog() {
    return path.resolve("engine.log");
  }

  public Path supervisorLog() {
    return path.resolve("supervisor.log");
  }

  /// Held by the one supervisor for as long as it lives.
  public Path supervisorLock() {
    return path.resolve("supervisor.lock");
  }

  /// Empty when there is none, or when it cannot be read any more.
  public Optional<RunSpec> spec() {
    return StateFiles.read(path.resolve("run.json")).flatMap(RunSpecJson::read);
  }

  public Optional<EndpointState> state() {
    return StateFiles.read(path.resolve("state.json")).flatMap(EndpointState::read);
  }

  /// When the state was last written.
  FileTime changed() {
    return StateFiles.modified(path.resolve("state.json"));
  }

  /// The supervisor that holds it, or else the one that was last started, alive or not.
  public Optional<SupervisorId> supervisor() {
    return supervisor("holder.json").filter(SupervisorId::isAlive).or(() -> supervisor(STARTED));
  }

  private Optional<SupervisorId> supervisor(String file) {
    return StateFiles.read(path.resolve(file)).flatMap(SupervisorId::read);
  }

  public void write(RunSpec spec) {
    StateFiles.write(path.resolve("run.json"), RunSpecJson.write(spec));
  }

  public void write(EndpointState state) {
    StateFiles.write(path.resolve("state.json"), state.write());
  }

  /// Written by who starts a supervisor, which cannot know whether that one gets the lock.
  void writeStarted(SupervisorId supervisor) {
    StateFiles.write(path.resolve(STARTED), supervisor.write());
  }

  /// Written by the supervisor that has the lock.
  public void writeHolder(SupervisorId supervisor) {
    StateFiles.write(path.resolve("holder.json"), supervisor.write());
  }

  void forgetSupervisor() {
    StateFiles.delete(path.resolve(STARTED));
  }

  void forget() {
    StateFiles.delete(path);
  }
}
