package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.mirror;
import static io.aimengine.gateway.routing.Fixtures.replica;
import static io.aimengine.gateway.routing.Fixtures.router;
import static io.aimengine.gateway.routing.Fixtures.send;
import static io.aimengine.gateway.routing.Fixtures.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class VariantChoiceTest {
  private static final int MANY = 20_000;
  private static final List<Replica> OLD = List.of(replica(0));
  private static final List<Replica> NEW = List.of(replica(1));

  @Test
  void requestsAreSharedByWeight() {
    var variants = List.of(variant("vllm", 90, OLD), variant("sglang", 10, NEW));
    var share = LongStream.range(0, MANY).filter(k -> first(variants, k).equals("sglang")).count();

    assertThat((double) share / MANY).isCloseTo(0.1, within(0.01));
  }

  @Test
  void theOrderOfVariantsDoesNotMatter() {
    var one = List.of(variant("vllm", 90, OLD), variant("sglang", 10, NEW));
    var other = List.of(one.getLast(), one.getFirst());
    for (var key = 0; key < 1000; key++) {
      assertThat(first(other, key)).isEqualTo(first(one, key));
    }
  }

  @Test
  void aGrowingCanaryKeepsWhomItHas() {
    var before = List.of(variant("stable", 95, OLD), variant("canary", 5, NEW));
    var after = List.of(variant("stable", 80, OLD), variant("canary", 20, NEW));
    for (var key = 0; key < MANY; key++) {
      if (first(before, key).equals("canary")) {
        assertThat(first(after, key)).isEqualTo("canary");
      }
    }
  }

  @Test
  void aSessionStaysWithItsEngine() {
    var router = router(Endpoint.of("m", variant("vllm", 50, OLD), variant("sglang", 50, NEW)));
    for (var session = 0; session < 50; session++) {
      var name = "session " + session;
      var first = send(router, Ask.of("m", Prefix.NONE, 1).session(name)).variant();
      for (var seed = 0; seed < 10; seed++) {
        assertThat(send(router, Ask.of("m", Prefix.NONE, seed).session(name)).variant())
            .isEqualTo(first);
      }
    }
  }

  @Test
  void theHeaderNamesTheEngineEvenOneOfNoWeight() {
    var router = router(Endpoint.of("m", variant("vllm", 1, OLD), variant("sglang", 0, NEW)));
    for (var seed = 0; seed < 100; seed++) {
      assertThat(send(router, Ask.of("m", Prefix.NONE, seed)).variant().name()).isEqualTo("vllm");
      assertThat(send(router, Ask.of("m", Prefix.NONE, seed).engine("SGLang")).variant().name())
          .isEqualTo("sglang");
    }
  }

  @Test
  void anUnknownEngineIsToldWhichThereAre() {
    var router = router(Endpoint.of("m", variant("vllm", 1, OLD), variant("sglang", 1, NEW)));
    var refused =
        (Refused) router.ask(Ask.of("m", Prefix.NONE, 1).engine("tgi"), 0, FakeWaiter.never());

    assertThat(refused.reason()).isEqualTo(Reason.ENGINE_NOT_FOUND);
    assertThat(refused.message()).contains("`tgi`", "sglang, vllm");
  }

  @Test
  void aCanaryWithoutReplicaCostsNobodyAnAnswer() {
    var router =
        router(Endpoint.of("m", variant("stable", 1, OLD), variant("canary", 99, List.of())));
    for (var seed = 0; seed < 100; seed++) {
      assertThat(send(router, Ask.of("m", Prefix.NONE, seed)).variant().name()).isEqualTo("stable");
    }
  }

  @Test
  void aMirrorGetsACopyOfItsShareAndNeverTheRequest() {
    var both = Endpoint.of("m", variant("stable", 1, OLD), variant("shadow", 0, NEW));
    var router = router(mirror(both, new Mirror("shadow", 25)));
    var copies = 0;
    for (var seed = 0; seed < MANY; seed++) {
      var dispatch = send(router, Ask.of("m", Prefix.NONE, seed));
      assertThat(dispatch.replica()).isEqualTo(replica(0));
      assertThat(dispatch.copy().map(Dispatch.Copy::replica))
          .isIn(Optional.empty(), Optional.of(replica(1)));
      copies += dispatch.copy().isPresent() ? 1 : 0;
      dispatch.end(Outcome.ANSWERED, 0);
    }
    assertThat((double) copies / MANY).isCloseTo(0.25, within(0.015));
  }

  private static String first(List<Variant> variants, long key) {
    return VariantChoice.order(variants, Optional.empty(), Hash64.mix(key)).getFirst().name();
  }
}
