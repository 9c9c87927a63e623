package io.aimengine.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// A certificate chain and its key, PEM files both, which may be replaced while the gateway runs.
public record Tls(Path certificate, Path key) {
  static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  /// What the files hold at one moment.
  record Pem(Buffer certificate, Buffer key) {
    PemKeyCertOptions keyAndCertificate() {
      return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }

    ServerSSLOptions options() {
      var options = new ServerSSLOptions();
      options.setKeyCertOptions(keyAndCertificate());
      options.setEnabledSecureTransportProtocols(PROTOCOLS);
      return options;
    }
  }

  /// @throws UncheckedIOException when one of them cannot be read
  Pem read() {
    try {
      return new Pem(
          Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
