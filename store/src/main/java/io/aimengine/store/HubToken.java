package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The user's hub token, read when it is needed and never kept in a string that is printed.
final class HubToken {
  private final Map<String, String> environment;
  private final Path home;

  HubToken(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /// `HF_TOKEN`, else the file of `HF_TOKEN_PATH` or of `hf auth login`.
  Optional<String> read() {
    var direct = environment.getOrDefault("HF_TOKEN", "").strip();
    return direct.isEmpty() ? fromFile() : usable(direct);
  }

  private Optional<String> fromFile() {
    var file = StorePaths.tokenFile(environment, home);
    try {
      return Files.isRegularFile(file) && Files.size(file) < 4096
          ? usable(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// A header takes no control characters, and a wrong one must not be printed in an error.
  private static Optional<String> usable(String token) {
    return Optional.of(token).filter(t -> t.matches("[!-~]{1,1024}"));
  }
}
