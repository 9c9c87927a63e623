package io.aimengine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The keys of an S3 account, from the environment or the file that AWS's tools share; never from a
/// command line. `token` is a session token or "".
record S3Keys(String id, String secret, String token) {
  private static final long LARGEST_FILE = 1 << 20;

  /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, else the profile
  /// `AWS_PROFILE` of `AWS_SHARED_CREDENTIALS_FILE` or `~/.aws/credentials`. Empty means that
  /// nobody signs: public buckets still answer.
  static Optional<S3Keys> read(Map<String, String> environment, Path home) {
    return direct(environment, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        .or(() -> shared(environment, home));
  }

  /// From variables of these names.
  static Optional<S3Keys> direct(
      Map<String, String> environment, String id, String secret, String token) {
    return keys(
        environment.getOrDefault(id, ""),
        environment.getOrDefault(secret, ""),
        environment.getOrDefault(token, ""));
  }

  private static Optional<S3Keys> keys(String id, String secret, String token) {
    return id.isBlank() || secret.isBlank()
        ? Optional.empty()
        : Optional.of(new S3Keys(id.strip(), secret.strip(), token.strip()));
  }

  private static Optional<S3Keys> shared(Map<String, String> environment, Path home) {
    var named = environment.getOrDefault("AWS_SHARED_CREDENTIALS_FILE", "").strip();
    var file = named.isEmpty() ? home.resolve(".aws/credentials") : Path.of(named);
    var profile = environment.getOrDefault("AWS_PROFILE", "default").strip();
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
        return Optional.empty();
      }
      var values = section(Files.readString(file, StandardCharsets.UTF_8), profile);
      return keys(
          values.getOrDefault("aws_access_key_id", ""),
          values.getOrDefault("aws_secret_access_key", ""),
          values.getOrDefault("aws_session_token", ""));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Map<String, String> section(String text, String profile) {
    var values = new HashMap<String, String>();
    var inside = false;
    for (var raw : text.lines().toList()) {
      var line = raw.strip();
      if (line.startsWith("[")) {
        inside = line.equals("[" + profile + "]");
      } else if (inside && line.contains("=") && !line.startsWith("#")) {
        var at = line.indexOf('=');
        values.put(line.substring(0, at).strip(), line.substring(at + 1).strip());
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return "S3Keys[" + id + "]";
  }
}
