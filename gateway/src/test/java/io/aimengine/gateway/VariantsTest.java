package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Mirror;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Several engines behind one name.
final class VariantsTest {
  private static final String ASK = "{\"model\":\"m\",\"stream\":false}";

  private static Fronted gateway(int one, int weight, int other, int percent) {
    var routes =
        Routes.of(
            List.of(
                new Endpoint(
                    "m",
                    List.of("m"),
                    List.of(),
                    List.of(variant("one", 100 - weight, one), variant("other", weight, other)),
                    percent == 0 ? Optional.empty() : Optional.of(new Mirror("other", percent)),
                    List.of(),
                    Policy.AUTOMATIC,
                    Limits.DEFAULT,
                    false)));
    return Fronted.of(Fronted.settings().metricsAt(Fronted.free()), new Fronted.Given(routes));
  }

  private static Variant variant(String name, int weight, int port) {
    var replica = Replica.ready(name, "127.0.0.1", port);
    return new Variant(name, name, "model-of-" + name, weight, List.of(replica));
  }

  @Test
  void everyRequestIsCopiedToAMirrorWhoseAnswersNobodySees() throws Exception {
    try (var one = FakeEngine.json("{\"by\":1}");
        var mirror = FakeEngine.json("{\"by\":2}");
        var gateway = gateway(one.port(), 0, mirror.port(), 100)) {
      var copies = "aim_gateway_copies_total{end=\"answered\"} 5";
      for (var i = 0; i < 5; i++) {
        assertThat(gateway.post(Fronted.CHAT, ASK).body()).isEqualTo("{\"by\":1}");
      }

      assertThat(mirror.next().text()).contains("\"model\":\"model-of-other\"");
      Fronted.await(() -> gateway.metrics().contains(copies));
      assertThat(one.asked).hasSize(5);
      assertThat(mirror.asked).hasSize(4);
    }
  }

  @Test
  void aMirrorThatIsDownHarmsNobody() throws Exception {
    int free;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = closed.getLocalPort();
    }
    try (var one = FakeEngine.json("{}");
        var gateway = gateway(one.port(), 0, free, 100)) {
      assertThat(gateway.post(Fronted.CHAT, ASK).statusCode()).isEqualTo(200);
      Fronted.await(() -> gateway.metrics().contains("aim_gateway_copies_total{end=\"failed\"} 1"));
    }
  }

  @Test
  void weightsDivideRequestsAndAHeaderChoosesAnEngine() throws Exception {
    try (var one = FakeEngine.json("{}");
        var other = FakeEngine.json("{}");
        var gateway = gateway(one.port(), 20, other.port(), 0)) {
      for (var i = 0; i < 200; i++) {
        var body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + i + "\"}]}";
        gateway.post(Fronted.CHAT, body);
      }
      assertThat(other.asked.size()).isBetween(15, 75);
      var before = other.asked.size();
      for (var i = 0; i < 10; i++) {
        var request = gateway.to(Fronted.CHAT).header("x-aim-engine", "other");
        assertThat(gateway.send(request, ASK).statusCode()).isEqualTo(200);
      }
      assertThat(other.asked).hasSize(before + 10);
    }
  }
}
