package io.aimengine.launch;

import java.util.List;
import java.util.Optional;

/// What a shell adds to a plan: all of it optional. `port` 0 is the engine's own. `modelPath` is
/// the local file or folder that the store resolved ("" lets the engine fetch the checkpoint by
/// id); `imageModelPath` and `imageCache` are the same model and the cache as a container sees
/// them. `image` "" takes the catalog's. `apiKey` names the environment variable that holds the key
/// which clients must send. `secretsDir` is where the shell writes secret files.
public record LaunchOptions(
    Target target,
    String host,
    int port,
    String modelPath,
    String imageModelPath,
    String cache,
    String imageCache,
    String image,
    List<String> aliases,
    Optional<String> apiKey,
    String secretsDir) {

  /// Where the engine will run; decides what is an error and what only a note.
  public enum Target {
    PROCESS,
    CONTAINER
  }

  public LaunchOptions {
    aliases = List.copyOf(aliases);
  }

  /// A process on this machine, listening on loopback, nothing else said.
  public static LaunchOptions process() {
    return new LaunchOptions(
        Target.PROCESS, "127.0.0.1", 0, "", "", "", "", "", List.of(), Optional.empty(), "");
  }

  public static LaunchOptions container() {
    return process().target(Target.CONTAINER);
  }

  public LaunchOptions target(Target value) {
    return new LaunchOptions(
        value,
        host,
        port,
        modelPath,
        imageModelPath,
        cache,
        imageCache,
        image,
        aliases,
        apiKey,
        secretsDir);
  }

  /// The address that a process listens on; a container listens on all of its own.
  public LaunchOptions listen(String newHost, int newPort) {
    return new LaunchOptions(
        target,
        newHost,
        newPort,
        modelPath,
        imageModelPath,
        cache,
        imageCache,
        image,
        aliases,
        apiKey,
        secretsDir);
  }

  public LaunchOptions model(String path, String inImage) {
    return new LaunchOptions(
        target, host, port, path, inImage, cache, imageCache, image, aliases, apiKey, secretsDir);
  }

  /// The folder that becomes HF_HOME, on the host and in a container.
  public LaunchOptions cache(String path, String inImage) {
    return new LaunchOptions(
        target,
        host,
        port,
        modelPath,
        imageModelPath,
        path,
        inImage,
        image,
        aliases,
        apiKey,
        secretsDir);
  }

  public LaunchOptions image(String value) {
    return new LaunchOptions(
        target,
        host,
        port,
        modelPath,
        imageModelPath,
        cache,
        imageCache,
        value,
        aliases,
        apiKey,
        secretsDir);
  }

  /// More names that the model answers to.
  public LaunchOptions aliases(List<String> value) {
    return new LaunchOptions(
        target,
        host,
        port,
        modelPath,
        imageModelPath,
        cache,
        imageCache,
        image,
        value,
        apiKey,
        secretsDir);
  }

  public LaunchOptions apiKey(String variable, String dir) {
    return new LaunchOptions(
        target,
        host,
        port,
        modelPath,
        imageModelPath,
        cache,
        imageCache,
        image,
        aliases,
        Optional.of(variable),
        dir);
  }
}
