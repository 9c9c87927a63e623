package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of the rules that need no disk and no network.
class SmallRulesTest {
  @ParameterizedTest
  @CsvSource({
    "hf://a/b, a/b, main, ''",
    "hf://a/b@v1.0, a/b, v1.0, ''",
    "hf://a/b@refs%2Fpr%2F1/*, a/b, refs/pr/1, ''",
    "hf://a/b/x.gguf, a/b, main, x.gguf",
    "hf://a/b@c/sub/*.gguf, a/b, c, sub/*.gguf",
  })
  void readsHubUris(String uri, String repository, String revision, String files) {
    assertThat(HubUri.parse(uri)).isEqualTo(new HubUri(repository, revision, files));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf://a", "hf:///a/b", "hf://a/b@", "hf://a/b@%zz", "hf://../b", "hf://"})
  void refusesWhatIsNoHubUri(String uri) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> HubUri.parse(uri))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(2));
  }

  @Test
  void encodesPathsForTheHub() {
    var uri = HubUri.parse("hf://a/b@refs%2Fpr%2F1");
    assertThat(uri.metadataPath()).isEqualTo("/api/models/a/b/revision/refs%2Fpr%2F1?blobs=true");
    assertThat(uri.filePath("c0", "sub/a b+c.bin")).isEqualTo("/a/b/resolve/c0/sub/a%20b%2Bc.bin");
    assertThat(uri.at("c0")).isEqualTo("hf://a/b@c0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "a/../b", "/etc/passwd", "a//b", "a\\b", "", "a/", "./a", "a\u0000b"})
  void refusesPathsThatLeaveTheirFolder(String path) {
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> RelativePath.check(path));
  }

  @ParameterizedTest
  @CsvSource({
    "*.safetensors, sub/a.safetensors, true",
    "*.safetensors, a.bin, false",
    "a?.txt, ab.txt, true",
    "a.txt, abtxt, false",
    "'[a]*', b, false",
  })
  void matchesPatternsAsTheHubDoes(String glob, String path, boolean allowed) {
    assertThat(new AllowPatterns(List.of(glob)).allows(path)).isEqualTo(allowed);
  }

  @Test
  void takesOneFormatOfTheWeights() {
    var all =
        List.of(
            "config.json",
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "consolidated.safetensors",
            "pytorch_model.bin",
            "original/params.json",
            "a.gguf",
            "tokenizer.model");
    assertThat(HubFiles.needed(all))
        .containsExactly(
            "config.json",
            "model.safetensors.index.json",
            "model-00001-of-00002.safetensors",
            "tokenizer.model");
    var ggufOnly = List.of("README.md", "a.Q4.gguf");
    assertThat(HubFiles.needed(ggufOnly)).isEqualTo(ggufOnly);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "0, 0",
    "'Fri, 02 Jan 2026 03:05:05 GMT', 60",
    "'Fri, 02 Jan 2026 03:04:00 GMT', 0",
  })
  void readsRetryAfter(String header, long seconds) {
    assertThat(RetryAfter.parse(Optional.of(header), TestStore.CLOCK))
        .contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", "", "99999999999"})
  void ignoresARetryAfterThatMakesNoSense(String header) {
    assertThat(RetryAfter.parse(Optional.of(header), TestStore.CLOCK)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/x, p.example, 3128",
    "https://b.inner/x, '', 0",
    "https://inner/x, '', 0",
    "https://notinner/x, p.example, 3128",
    "http://127.0.0.1/x, '', 0",
    "http://a.example/x, all.example, 80",
  })
  void takesTheProxyOfTheEnvironment(String url, String host, int port) {
    var environment =
        Map.of(
            "HTTPS_PROXY",
            "http://p.example:3128",
            "no_proxy",
            "x, .inner",
            "ALL_PROXY",
            "all.example");
    var proxy = new EnvironmentProxy(environment).select(URI.create(url)).getFirst();
    if (host.isEmpty()) {
      assertThat(proxy).isEqualTo(Proxy.NO_PROXY);
    } else {
      var address = (InetSocketAddress) proxy.address();
      assertThat(address.getHostString()).isEqualTo(host);
      assertThat(address.getPort()).isEqualTo(port);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://hub.example, https://hub.example/x, true",
    "https://hub.example, https://hub.example:443/x, true",
    "https://hub.example, http://hub.example/x, false",
    "https://hub.example, https://hub.example:8443/x, false",
    "https://hub.example, https://hub.example.evil/x, false",
  })
  void showsATokenToItsOriginOnly(String origin, String url, boolean shown) {
    var bearer = new Bearer(URI.create(origin), "hf_secret");
    assertThat(bearer.headers("GET", URI.create(url)).containsKey("Authorization"))
        .isEqualTo(shown);
    assertThat(bearer.toString()).doesNotContain("secret");
  }

  @Test
  void neverPrintsWhatIsNoDigest() {
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> Digest.sha256("abc"));
    assertThat(Digest.sha256("AB".repeat(32)).hex()).isEqualTo("ab".repeat(32));
    assertThat(Digest.sha256("")).isEqualTo(Digest.NONE);
  }
}
