package io.aimengine.launch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a shell adds to a plan: all of it optional. `port` 0 is the engine's own, `image` "" the
/// catalog's, `aliases` are more names that the model answers to. `stopping` is how long running
/// requests get once the engine was asked to stop, where it can be told; 0 is its own default.
/// `embedded` is the image of the embedded engine, "" for none: who has one brings models into
/// pods.
public record LaunchOptions(
    Target target,
    String host,
    int port,
    Places places,
    String image,
    List<String> aliases,
    Keys keys,
    Duration stopping,
    String embedded) {

  /// Where the engine will run; decides what is an error and what only a note.
  public enum Target {
    PROCESS,
    CONTAINER,
    /// a container of a cluster: only what the engine fetches itself is there
    POD
  }

  /// Where things are on the host and as a container sees them. `model` is the file or folder that
  /// the store resolved ("" lets the engine fetch the checkpoint by id), `cache` is the store's
  /// own, whose view for the hub's libraries, `huggingface`, becomes HF_HOME.
  public record Places(String model, String imageModel, String cache, String imageCache) {
    private static final Places NONE = new Places("", "", "", "");
  }

  /// `variable` names the environment variable that holds the key which clients must send; `folder`
  /// is where the shell writes secret files.
  public record Keys(Optional<String> variable, String folder) {
    private static final Keys NONE = new Keys(Optional.empty(), "");
  }

  public LaunchOptions {
    aliases = List.copyOf(aliases);
  }

  /// A process on this machine, listening on loopback, nothing else said.
  public static LaunchOptions process() {
    return new LaunchOptions(
        Target.PROCESS, "127.0.0.1", 0, Places.NONE, "", List.of(), Keys.NONE, Duration.ZERO, "");
  }

  public static LaunchOptions container() {
    return process().target(Target.CONTAINER);
  }

  public static LaunchOptions pod() {
    return process().target(Target.POD);
  }

  public LaunchOptions target(Target value) {
    return new LaunchOptions(value, host, port, places, image, aliases, keys, stopping, embedded);
  }

  /// The address that a process listens on; a container listens on all of its own.
  public LaunchOptions listen(String newHost, int newPort) {
    return new LaunchOptions(
        target, newHost, newPort, places, image, aliases, keys, stopping, embedded);
  }

  public LaunchOptions model(String path, String inImage) {
    var changed = new Places(path, inImage, places.cache(), places.imageCache());
    return new LaunchOptions(target, host, port, changed, image, aliases, keys, stopping, embedded);
  }

  public LaunchOptions cache(String path, String inImage) {
    var changed = new Places(places.model(), places.imageModel(), path, inImage);
    return new LaunchOptions(target, host, port, changed, image, aliases, keys, stopping, embedded);
  }

  public LaunchOptions image(String value) {
    return new LaunchOptions(target, host, port, places, value, aliases, keys, stopping, embedded);
  }

  public LaunchOptions aliases(List<String> value) {
    return new LaunchOptions(target, host, port, places, image, value, keys, stopping, embedded);
  }

  public LaunchOptions apiKey(String variable, String folder) {
    var changed = new Keys(Optional.of(variable), folder);
    return new LaunchOptions(
        target, host, port, places, image, aliases, changed, stopping, embedded);
  }

  public LaunchOptions stopping(Duration value) {
    return new LaunchOptions(target, host, port, places, image, aliases, keys, value, embedded);
  }

  /// Whether a model's file is brought into the pod, to where the launch says that it is.
  boolean bringsFiles() {
    return target == Target.POD && !embedded.isEmpty() && places.model().isEmpty();
  }

  /// With this image for the embedded engine.
  public LaunchOptions embedded(String value) {
    return new LaunchOptions(target, host, port, places, image, aliases, keys, stopping, value);
  }
}
