package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real TLS server whose certificate only SSL_CERT_FILE vouches for.
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path keyFolder;
  private static KeyStore keys;

  @TempDir Path temp;
  private HttpsServer server;
  private Path pem;

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    pem = temp.resolve("ca.pem");
    var encoded = Base64.getMimeEncoder().encodeToString(keys.getCertificate("me").getEncoded());
    Files.writeString(
        pem, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : 7);
          exchange
              .getResponseBody()
              .write("weights".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  @BeforeAll
  static void makeKeys() throws IOException, GeneralSecurityException, InterruptedException {
    var file = keyFolder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "me",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(keyFolder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    assertThat(made).isZero();
    keys = KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private StoredArtifact fetch(Map<String, String> environment) {
    var limits = Limits.defaults().withHeadroom(0);
    var policy = new UrlPolicy(UrlPolicy.Http.LOOPBACK_ONLY);
    var web = new Web(limits, policy, environment, TestStore.CLOCK);
    var source = new HttpsSource(web, new Retry(limits, new FakePause()));
    var uri = "https://127.0.0.1:" + server.getAddress().getPort() + "/tiny.gguf";
    return new TestStore(temp.resolve("cache"), source).fetch(TestStore.at(uri));
  }

  @Test
  void trustsWhatTheUsersOtherToolsTrust() {
    assertThat(fetch(Map.of("SSL_CERT_FILE", pem.toString())).modelPath()).hasContent("weights");
  }

  @Test
  void saysWhomItDoesNotTrust() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> fetch(Map.of()))
        .withMessageContaining("no trust in 127.0.0.1")
        .satisfies(e -> assertThat(e.hint()).contains("SSL_CERT_FILE"));
  }

  @Test
  void saysThatTheCertificatesCannotBeRead() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> fetch(Map.of("SSL_CERT_FILE", temp.resolve("none.pem").toString())))
        .withMessageContaining("none.pem");
  }
}
