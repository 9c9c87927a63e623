package io.aimengine.operator;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server's certificate from the files of a mounted Secret, `tls.crt` and `tls.key`. They are
/// read again when they change, since certificates are renewed while we run.
final class ServerCertificate extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final int MOST_BYTES = 1 << 20;
  private static final String ALIAS = "tls";

  private final Path folder;
  private volatile Pair pair;

  /// `version` is what the files were when they were read.
  private record Pair(String version, List<X509Certificate> chain, PrivateKey key) {
    private Pair {
      chain = List.copyOf(chain);
    }
  }

  private ServerCertificate(Path folder, Pair pair) {
    this.folder = folder;
    this.pair = pair;
  }

  /// @throws IOException when there is no such pair, in words
  static ServerCertificate in(Path folder) throws IOException {
    return new ServerCertificate(folder, read(folder));
  }

  SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Pair read(Path folder) throws IOException {
    var version = version(folder);
    var text = text(folder.resolve("tls.key"));
    var encoded = KEY.matcher(text);
    if (!encoded.find()) {
      throw new IOException(
          folder.resolve("tls.key")
              + " holds no key of the form PRIVATE KEY; `openssl pkcs8 -topk8 -nocrypt` makes one");
    }
    try (var in = Files.newInputStream(folder.resolve("tls.crt"))) {
      var chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      var bytes = Base64.getMimeDecoder().decode(encoded.group(1));
      return new Pair(version, chain, key(bytes, chain.getFirst().getPublicKey().getAlgorithm()));
    } catch (GeneralSecurityException | NoSuchElementException e) {
      throw new IOException("the certificate in " + folder + " cannot be read", e);
    }
  }

  private static PrivateKey key(byte[] bytes, String algorithm) throws GeneralSecurityException {
    if (!ALGORITHMS.contains(algorithm)) {
      throw new InvalidKeySpecException("unknown algorithm " + algorithm);
    }
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
    }
  }

  private static String version(Path folder) throws IOException {
    return Files.getLastModifiedTime(folder.resolve("tls.crt"))
        + "/"
        + Files.getLastModifiedTime(folder.resolve("tls.key"));
  }

  /// A pair that is just being written is left for the next handshake.
  private Pair current() {
    try {
      if (!version(folder).equals(pair.version())) {
        pair = read(folder);
        LOG.info("the certificate of the webhook was renewed");
      }
    } catch (IOException e) {
      LOG.warn("the webhook's new certificate cannot be read; the old one serves on", e);
    }
    return pair;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return current().key().getAlgorithm().equals(keyType) ? ALIAS : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return pair.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return pair.key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
