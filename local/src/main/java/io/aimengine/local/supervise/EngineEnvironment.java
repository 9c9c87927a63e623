package io.aimengine.local.supervise;

import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.EngineTree;
import io.aimengine.local.run.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The environment of an engine: the little that programs need to find their way, what the
/// specification gives, and the secrets that it names. Nothing else of the user's shell.
final class EngineEnvironment {
  private static final Set<String> PASSED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "LANG",
          "TZ",
          "TMPDIR",
          "LD_LIBRARY_PATH",
          "JAVA_HOME",
          "VIRTUAL_ENV",
          "PYTHONPATH",
          "CONDA_PREFIX",
          "ROCM_PATH",
          "HIP_PATH",
          "DOCKER_HOST",
          "DOCKER_CONFIG",
          "DOCKER_CONTEXT",
          "CONTAINER_HOST",
          "CONTAINERS_CONF",
          "CONTAINERS_REGISTRIES_CONF",
          "CONTAINERS_STORAGE_CONF",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "REQUESTS_CA_BUNDLE",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "ALL_PROXY");

  private EngineEnvironment() {}

  static Map<String, String> of(RunSpec spec, EndpointDir dir, Map<String, String> own) {
    var env = new TreeMap<String, String>();
    own.forEach((name, value) -> {
      if (isPassed(name) || spec.command().inherit().contains(name)) {
        env.put(name, value);
      }
    });
    if (!spec.command().envFile().isEmpty()) {
      env.putAll(file(Path.of(spec.command().envFile())));
    }
    env.putAll(spec.command().env());
    env.put(EngineTree.MARKER, dir.path().toAbsolutePath().toString());
    return env;
  }

  private static boolean isPassed(String name) {
    return PASSED.contains(name.toUpperCase(Locale.ROOT))
        || name.startsWith("LC_")
        || name.startsWith("XDG_");
  }

  /// Lines `NAME=value` as `docker run --env-file` reads them: no quotes, `#` begins a comment.
  private static Map<String, String> file(Path path) {
    var env = new TreeMap<String, String>();
    try {
      for (var line : Files.readAllLines(path)) {
        var equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          env.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      // an engine without its token says so itself, in its own words
      System.err.println("cannot read " + path + ": " + e.getMessage());
    }
    return env;
  }
}
