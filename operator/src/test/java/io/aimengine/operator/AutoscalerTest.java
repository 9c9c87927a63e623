package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.operator.Autoscaler.Look;
import io.aimengine.spec.Scaling;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against an engine's real page over real HTTP; only the load on it is played.
class AutoscalerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final EngineVersion VLLM =
      Catalogs.builtin().engines().stream()
          .filter(engine -> engine.label().equals("vllm 0.33.0"))
          .findFirst()
          .orElseThrow();

  private final List<Integer> turned = new ArrayList<>();
  private final Autoscaler scaler =
      new Autoscaler(EnginePages.overHttp(), (_, replicas) -> turned.add(replicas));
  private HttpServer engine;
  private volatile int waiting;

  @BeforeEach
  void starts() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext(
        "/metrics",
        exchange -> {
          var page =
              """
              vllm:num_requests_running{engine="0",model_name="m"} 8.0
              vllm:num_requests_waiting{engine="0",model_name="m"} %d.0
              vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.4
              """
                  .formatted(waiting)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    engine.start();
  }

  @AfterEach
  void stops() {
    engine.stop(0);
  }

  @Test
  void turnsTheKnobOnceRequestsHaveWaited() {
    waiting = 4;
    for (var second = 0; second <= 30; second += 15) {
      scaler.look(look(1, pod()), START.plusSeconds(second));
    }
    assertThat(turned).containsExactly(2);
    assertThat(scaler.last(endpoint()).orElseThrow().why())
        .isEqualTo("waiting 4.00 a replica, wanted 1.00");
  }

  @Test
  void leavesTheKnobAloneWhileNoEngineAnswers() {
    engine.stop(0);
    for (var minute = 0; minute <= 60; minute++) {
      scaler.look(look(2, pod()), START.plus(Duration.ofMinutes(minute)));
    }
    assertThat(turned).isEmpty();
  }

  private Look look(int current, Pod pod) {
    var scaling =
        new Scaling(
            true,
            1,
            4,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.of(Duration.ofSeconds(30)),
            Optional.empty());
    return new Look(endpoint(), scaling, current, 8, VLLM, List.of(pod));
  }

  private static AIMEndpoint endpoint() {
    var endpoint = new AIMEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withName("e").withNamespace("n").build());
    return endpoint;
  }

  private Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .addNewPort()
        .withContainerPort(engine.getAddress().getPort())
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPodIP("127.0.0.1")
        .endStatus()
        .build();
  }
}
