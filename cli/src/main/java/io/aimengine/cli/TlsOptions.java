package io.aimengine.cli;

import io.aimengine.gateway.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The certificate that a server shows.
final class TlsOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Speak TLS with this certificate chain (PEM); read again when it changes")
  private String certificate = "";

  @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM)")
  private String key = "";

  Optional<Tls> read(App app) {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw CommandFailure.usage("--tls-cert and --tls-key go together", "Give both.");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Tls(readable(app, "--tls-cert", certificate), readable(app, "--tls-key", key)));
  }

  private static Path readable(App app, String option, String file) {
    var path = app.directory().resolve(file);
    if (!Files.isReadable(path)) {
      throw CommandFailure.usage(
          option + " " + file + " cannot be read", "Check the path and its permissions.");
    }
    return path;
  }
}
