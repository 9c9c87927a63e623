package io.aimengine.local.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.launch.SecretNeed;
import io.aimengine.local.container.ContainerRequest.Access;
import io.aimengine.local.container.ContainerRequest.Mount;
import io.aimengine.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Hands secrets over in files that only their owner can read, never in an argument. `envFile` is
/// "" when there is nothing to hand over.
public record SecretFiles(String envFile, List<Mount> mounts, List<Problem> problems) {
  public SecretFiles {
    mounts = List.copyOf(mounts);
    problems = List.copyOf(problems);
  }

  /// Writes into `folder` what a launch needs, from the environment `env` of aim-engine.
  public static SecretFiles write(Path folder, List<SecretNeed> needs, Map<String, String> env) {
    var lines = new ArrayList<String>();
    var mounts = new ArrayList<Mount>();
    var problems = new ArrayList<Problem>();
    for (var need : needs) {
      var value = env.getOrDefault(need.source(), "").strip();
      if (value.isEmpty()) {
        missing(need, problems);
      } else if (value.chars().anyMatch(Character::isISOControl)) {
        problems.add(bad(need));
      } else {
        switch (need) {
          case SecretNeed.InEnvironment in -> lines.add(in.variable() + "=" + value);
          case SecretNeed.InFile in -> mounts.add(file(in, value));
        }
      }
    }
    var envFile = folder.resolve("engine.env").toAbsolutePath();
    if (!lines.isEmpty()) {
      writeOwnerOnly(envFile, String.join("\n", lines) + "\n");
    }
    return new SecretFiles(lines.isEmpty() ? "" : envFile.toString(), mounts, problems);
  }

  private static void missing(SecretNeed need, List<Problem> problems) {
    if (need instanceof SecretNeed.InEnvironment(_, var source, var required) && !required) {
      return;
    }
    problems.add(
        Problem.error(
            "secret.missing",
            need.source(),
            Mark.NONE,
            need.source() + " is not set, and the engine needs it",
            "export " + need.source() + "=… in the shell that runs aim-engine"));
  }

  private static Problem bad(SecretNeed need) {
    return Problem.error(
        "secret.bad-value",
        need.source(),
        Mark.NONE,
        need.source() + " holds a line break or another control character",
        "set it to the bare token");
  }

  private static Mount file(SecretNeed.InFile need, String value) {
    var path = Path.of(need.path()).toAbsolutePath();
    try {
      writeOwnerOnly(path, need.prefix() + new ObjectMapper().writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return new Mount(path.toString(), need.imagePath(), Access.READ);
  }

  private static void writeOwnerOnly(Path path, String content) {
    try {
      Files.createDirectories(path.toAbsolutePath().resolveSibling(""));
      WholeFile.writeOwnerOnly(path, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the secrets to " + path, e);
    }
  }
}
