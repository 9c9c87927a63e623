package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeersTest {
  @Test
  void everyAddressOfTheHostIsAGateway() {
    assertThat(Peers.of("127.0.0.1:9464").get())
        .containsExactly(URI.create("http://127.0.0.1:9464"));
    assertThat(Peers.of("localhost:80").get()).contains(URI.create("http://127.0.0.1:80"));
  }

  @Test
  void aNameThatCannotBeResolvedIsNobody() {
    assertThat(Peers.of("nobody.invalid:80").get()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "host:", ":80", "host:99999", "http://host:80", "a b:1"})
  void whatIsNoHostAndPortIsRefused(String text) {
    assertThatThrownBy(() -> Peers.of(text)).isInstanceOf(CommandFailure.class);
  }
}
