package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS, and a certificate that is replaced while the gateway runs.
final class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ASK = "{\"model\":\"m\"}";

  @TempDir private Path folder;

  private Tls tls() {
    return new Tls(folder.resolve("tls.crt"), folder.resolve("tls.key"));
  }

  /// A new self-signed certificate of this name in both files.
  private void issue(String name) throws Exception {
    var store = folder.resolve(name + ".p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "a",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    var said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).as(said).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD);
    write(tls().certificate(), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    write(tls().key(), "PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded());
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    var text = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  /// Takes any certificate; the test looks at it itself.
  private static SSLSocket connect(Fronted gateway) throws Exception {
    var context = SSLContext.getInstance("TLS");
    TrustManager any =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {any}, null);
    var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.startHandshake();
    return socket;
  }

  private static String shownName(SSLSocket socket) throws Exception {
    return socket.getSession().getPeerPrincipal().getName();
  }

  @Test
  void requestsGoThroughTlsAndANewCertificateIsShownWithoutARestart() throws Exception {
    issue("first");
    try (var engine = FakeEngine.json("{\"a\":1}");
        var gateway = Fronted.of(Fronted.settings().with(tls()), engine);
        var old = connect(gateway)) {
      assertThat(shownName(old)).isEqualTo("CN=first");
      assertThat(old.getSession().getProtocol()).isEqualTo("TLSv1.3");

      Files.writeString(tls().key(), "no key at all");
      issue("second");
      Fronted.await(() -> {
        try (var socket = connect(gateway)) {
          return shownName(socket).equals("CN=second");
        }
      });
      // what was connected before is not cut off
      Fronted.write(old, Fronted.chatRequest(ASK));
      assertThat(Fronted.rest(old)).startsWith("HTTP/1.1 200 OK").endsWith("{\"a\":1}");
    }
  }

  @Test
  void aHeadThatDripsThroughTlsIsCutOffToo() throws Exception {
    issue("drip");
    var quick = Fronted.patience(Duration.ofMillis(500), Timeouts.DEFAULT.body());
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(Fronted.settings().with(tls()).with(quick), engine);
        var socket = connect(gateway)) {
      Fronted.write(socket, "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n");

      assertThat(Fronted.rest(socket)).isEmpty();
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void plainHttpIsNotSpokenThere() throws Exception {
    issue("plain");
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(Fronted.settings().with(tls()), engine)) {
      assertThat(gateway.raw(Fronted.chatRequest(ASK))).doesNotContain("200");
      assertThat(engine.asked).isEmpty();
    }
  }
}
