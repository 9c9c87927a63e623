package io.aimengine.operator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A self-signed certificate for 127.0.0.1, made by the JDK's keytool as anybody would make one.
final class TestCertificate {
  static final Charset CHARSET = StandardCharsets.US_ASCII;
  private static final char[] PASSWORD = "only-here".toCharArray();

  private TestCertificate() {}

  /// Writes `tls.crt` and `tls.key` and returns the former.
  static String write(Path folder) throws Exception {
    var store = folder.resolve("store.p12");
    Files.deleteIfExists(store);
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "tls",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=webhook",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    if (made != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    var certificate = pem("CERTIFICATE", keys.getCertificate("tls").getEncoded());
    var key = pem("PRIVATE KEY", keys.getKey("tls", PASSWORD).getEncoded());
    replace(folder.resolve("tls.key"), key);
    replace(folder.resolve("tls.crt"), certificate);
    return certificate;
  }

  /// What a server needs to show a certificate that is made in this folder.
  static SSLContext serving(Path folder) throws Exception {
    write(folder);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(folder.resolve("store.p12").toFile(), PASSWORD), PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void replace(Path file, String text) throws IOException {
    var made = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(made, text);
    Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String pem(String what, byte[] bytes) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  /// What a server shows.
  static Certificate of(InetSocketAddress address) {
    try (var socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static int post(InetSocketAddress address, String path, String body) throws IOException {
    try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      var uri = URI.create("https://127.0.0.1:" + address.getPort() + path);
      var request =
          HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trusting() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return List.<X509Certificate>of().toArray(X509Certificate[]::new);
    }
  }
}
