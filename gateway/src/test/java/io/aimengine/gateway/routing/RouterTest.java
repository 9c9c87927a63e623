package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.SECOND;
import static io.aimengine.gateway.routing.Fixtures.chat;
import static io.aimengine.gateway.routing.Fixtures.endpoint;
import static io.aimengine.gateway.routing.Fixtures.replica;
import static io.aimengine.gateway.routing.Fixtures.replicas;
import static io.aimengine.gateway.routing.Fixtures.router;
import static io.aimengine.gateway.routing.Fixtures.send;
import static io.aimengine.gateway.routing.Fixtures.variant;
import static io.aimengine.gateway.routing.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static final String SYSTEM = "You are helpful. ".repeat(300);

  @Test
  void anAliasLeadsToTheNameThatTheEngineKnows() {
    var aliased =
        new Endpoint(
            "team/chat",
            List.of("org/model", "small"),
            List.of("tuned"),
            List.of(variant("vllm", 1, replicas(1))),
            Optional.empty(),
            List.of(),
            Policy.AUTOMATIC,
            Limits.DEFAULT,
            false);
    var router = router(aliased);

    assertThat(send(router, ask("small", 1)).model()).isEqualTo("org/model");
    assertThat(send(router, ask("tuned", 1)).model()).isEqualTo("tuned");
    assertThat(router.routes().models(_ -> true)).containsExactly("org/model", "tuned");
    assertThat(router.routes().models("small"::equals)).containsExactly("small");
    assertThat(refused(router, ask("large", 1)).reason()).isEqualTo(Reason.MODEL_NOT_FOUND);
  }

  @Test
  void oneOfTwoOfTheSameModelIsListedByAnotherName() {
    var one = endpoint("a/chat", replicas(1));
    var two = endpoint("b/chat", replicas(1));
    var router = router(named(one, "org/model", "a/chat"), named(two, "org/model", "b/chat"));

    assertThat(router.routes().models(_ -> true)).containsExactly("b/chat", "org/model");
  }

  private static Endpoint named(Endpoint e, String... names) {
    return new Endpoint(
        e.id(),
        List.of(names),
        e.adapters(),
        e.variants(),
        e.mirror(),
        e.fallbacks(),
        e.policy(),
        e.limits(),
        e.startable());
  }

  @Test
  void ofTwoThatClaimANameTheFirstByIdHasItAndTheOtherIsTold() {
    var one = endpoint("same", replicas(1));
    var two =
        new Endpoint(
            "other",
            List.of("same"),
            List.of(),
            one.variants(),
            Optional.empty(),
            List.of(),
            Policy.AUTOMATIC,
            Limits.DEFAULT,
            false);

    for (var routes : List.of(Routes.of(List.of(one, two)), Routes.of(List.of(two, one)))) {
      assertThat(routes.find("same").map(d -> d.endpoint().id())).contains("other");
      assertThat(routes.conflicts()).containsExactly(new Routes.Conflict("same", "other", "same"));
    }
  }

  @Test
  void aConversationStaysWhereItsPrefixIs() {
    var router = router(endpoint("m", replicas(4)));
    for (var user = 0; user < 40; user++) {
      var turns = new ArrayList<>(List.of("I am user " + user + ". " + "Hello. ".repeat(50)));
      var first = send(router, ask("m", chat(SYSTEM, turns.toArray(String[]::new)), user));
      first.end(Outcome.ANSWERED, 0);
      for (var turn = 0; turn < 3; turn++) {
        turns.add("answer " + turn);
        turns.add("question " + turn);
        var next = send(router, ask("m", chat(SYSTEM, turns.toArray(String[]::new)), 9));
        assertThat(next.replica()).isEqualTo(first.replica());
        assertThat(next.cachedBytes()).isGreaterThan(SYSTEM.length());
        next.end(Outcome.ANSWERED, 0);
      }
    }
  }

  /// What KubeAI's and every one-depth rule gets wrong.
  @Test
  void oneSharedSystemPromptDoesNotFloodOneReplica() {
    var router = router(endpoint("m", replicas(4)));
    for (var user = 0; user < 100; user++) {
      send(router, ask("m", chat(SYSTEM, "I am user " + user), user));
    }

    assertThat(router.figures(0).getFirst().replicas())
        .allMatch(r -> r.outstanding() >= 24 && r.outstanding() <= 26);
  }

  @Test
  void anEngineThatStillComputesALongPromptIsSparedUntilItsFirstToken() {
    var router = router(endpoint("m", replicas(2)));
    var long_ = send(router, ask("m", chat("", "x".repeat(100_000)), 1));
    var short_ = send(router, ask("m", chat("", "y".repeat(1_000)), 2));
    assertThat(short_.replica()).isNotEqualTo(long_.replica());
    assertThat(send(router, ask("m", chat("", "z".repeat(1_000)), 3)).replica())
        .isEqualTo(short_.replica());

    long_.answering();
    long_.answering();
    assertThat(send(router, ask("m", chat("", "w".repeat(1_000)), 4)).replica())
        .isEqualTo(long_.replica());
  }

  @Test
  void noReplicaEverGetsMoreThanItsBound() {
    var random = new Random(17);
    for (var round = 0; round < 30; round++) {
      var count = 1 + random.nextInt(8);
      var router = router(endpoint("m", replicas(count)));
      var open = new ArrayList<Dispatch>();
      for (var step = 0; step < 400; step++) {
        if (!open.isEmpty() && random.nextInt(3) == 0) {
          open.remove(random.nextInt(open.size())).end(Outcome.ANSWERED, step);
        }
        var prompt = chat(SYSTEM, "user " + random.nextInt(10), "a", "b" + random.nextInt(3));
        var dispatch = send(router, ask("m", prompt, random.nextInt()), step);
        open.add(dispatch);
        var there = open.stream().filter(d -> d.replica().equals(dispatch.replica())).count();
        assertThat((double) there).isLessThanOrEqualTo(Math.ceil(1.25 * open.size() / count));
      }
    }
  }

  @Test
  void theHitRatioIsTheShareOfPromptBytesThatWereSentThereBefore() {
    var router = router(endpoint("m", replicas(2)));
    assertThat(router.figures(0).getFirst().prefixHitRatio()).isEmpty();
    var prompt = chat(SYSTEM, "Hello");
    send(router, ask("m", prompt, 1)).end(Outcome.ANSWERED, 0);
    assertThat(router.figures(0).getFirst().prefixHitRatio().orElseThrow()).isZero();
    send(router, ask("m", prompt, 2)).end(Outcome.ANSWERED, 0);

    var ratio = router.figures(0).getFirst().prefixHitRatio().orElseThrow();
    assertThat(ratio).isCloseTo(0.5, within(0.001));
  }

  @Test
  void aReplicaThatCouldNotBeReachedIsThoughtToHaveLostItsCache() {
    var router = router(endpoint("m", replicas(1)));
    var prompt = chat(SYSTEM, "Hello");
    send(router, ask("m", prompt, 1)).end(Outcome.ANSWERED, 0);
    send(router, ask("m", prompt, 1)).end(Outcome.UNREACHABLE, 0);

    assertThat(send(router, ask("m", prompt, 1)).cachedBytes()).isZero();
  }

  @Test
  void anAdaptersCacheIsItsOwn() {
    var both =
        new Endpoint(
            "m",
            List.of("m"),
            List.of("tuned"),
            List.of(variant("vllm", 1, replicas(1))),
            Optional.empty(),
            List.of(),
            Policy.AUTOMATIC,
            Limits.DEFAULT,
            false);
    var router = router(both);
    var prompt = chat(SYSTEM, "Hello");
    send(router, ask("m", prompt, 1)).end(Outcome.ANSWERED, 0);

    assertThat(send(router, ask("tuned", prompt, 1)).cachedBytes()).isZero();
    assertThat(send(router, ask("tuned", prompt, 1)).cachedBytes()).isPositive();
  }

  @Test
  void aSessionStaysWhateverItAsks() {
    var router = router(endpoint("m", replicas(5)));
    var homes = new HashSet<Replica>();
    for (var session = 0; session < 50; session++) {
      var replicasOfIt = new HashSet<Replica>();
      for (var i = 0; i < 5; i++) {
        var ask = ask("m", chat("", "question " + i), i).session("session " + session);
        var dispatch = send(router, ask);
        replicasOfIt.add(dispatch.replica());
        dispatch.end(Outcome.ANSWERED, 0);
      }
      assertThat(replicasOfIt).hasSize(1);
      homes.addAll(replicasOfIt);
    }
    assertThat(homes).hasSize(5);
  }

  @Test
  void twoGatewaysSendTheSameConversationToTheSameReplica() {
    var one = router(endpoint("m", replicas(6)));
    var two = router(endpoint("m", replicas(6)));
    for (var user = 0; user < 100; user++) {
      var first = send(one, ask("m", chat(SYSTEM.substring(user), "Hi " + user), 1));
      first.end(Outcome.ANSWERED, 0);
      var second = send(two, ask("m", chat(SYSTEM.substring(user), "Hi " + user, "a", "b"), 2));
      second.end(Outcome.ANSWERED, 0);
      assertThat(second.replica()).isEqualTo(first.replica());
    }
  }

  @Test
  void whatContinuesAResponseGoesToTheReplicaThatMadeIt() {
    var router = router(endpoint("m", replicas(5)));
    for (var number = 0; number < 5; number++) {
      var dispatch = send(router, ask("m", 1).replica("pod-" + number));
      assertThat(dispatch.replica()).isEqualTo(replica(number));
      assertThat(dispatch.retry(Outcome.UNREACHABLE, 0)).isEmpty();
    }
    assertThat(refused(router, ask("m", 1).replica("pod-9")).reason())
        .isEqualTo(Reason.REPLICA_GONE);
  }

  @Test
  void aDrainingReplicaGetsNothingNewButWhatOnlyItCanAnswer() {
    var draining = replica(0).draining();
    var router = router(endpoint("m", List.of(draining, replica(1))));
    for (var i = 0; i < 20; i++) {
      assertThat(send(router, ask("m", i)).replica()).isEqualTo(replica(1));
    }
    assertThat(send(router, ask("m", 1).replica("pod-0")).replica()).isEqualTo(draining);
  }

  @Test
  void otherRoutesKeepWhatIsKnownOfReplicasThatStay() {
    var router = router(endpoint("m", replicas(2)));
    var prompt = chat(SYSTEM, "Hello");
    var first = send(router, ask("m", prompt, 1));
    router.update(Routes.of(List.of(endpoint("m", replicas(3)))), 0);

    var figures = router.figures(0).getFirst();
    assertThat(figures.outstanding()).isEqualTo(1);
    assertThat(figures.replicas()).hasSize(3);
    first.end(Outcome.ANSWERED, 0);
    assertThat(send(router, ask("m", prompt, 1)).replica()).isEqualTo(first.replica());
  }

  @Test
  void aReplicaThatGoesAwayWithRequestsUnderWayLeavesNothingBehind() {
    var router = router(endpoint("m", replicas(2)));
    var open = List.of(send(router, ask("m", 1)), send(router, ask("m", 2)));
    router.update(Routes.of(List.of(endpoint("m", List.of(replica(1))))), 0);
    open.forEach(dispatch -> dispatch.end(Outcome.BROKEN, 0));
    open.forEach(dispatch -> dispatch.end(Outcome.BROKEN, 0));

    assertThat(router.figures(0).getFirst().outstanding()).isZero();
    assertThat(router.figures(0).getFirst().replicas()).hasSize(1);
  }

  @Test
  void anEndpointWithAFailingReplicaUsesTheOthersAndNeverNone() {
    var router = router(endpoint("m", replicas(3)));
    var bad = Set.of(replica(0), replica(1));
    for (var i = 0; i < 60; i++) {
      var dispatch = send(router, ask("m", i));
      dispatch.end(bad.contains(dispatch.replica()) ? Outcome.UNREACHABLE : Outcome.ANSWERED, 0);
    }
    for (var i = 0; i < 20; i++) {
      var dispatch = send(router, ask("m", i));
      assertThat(dispatch.replica()).isEqualTo(replica(2));
      dispatch.end(Outcome.ANSWERED, 0);
    }
    for (var i = 0; i < 3; i++) {
      send(router, ask("m", i)).end(Outcome.UNREACHABLE, 0);
    }
    var open = router.figures(0).getFirst().replicas();
    assertThat(open).allMatch(r -> r.breaker().equals("open"));
    assertThat(send(router, ask("m", 7)).replica()).as("all are out: any is tried").isNotNull();
  }

  @Test
  void aReplicaWhoseAnswersAreErrorsIsEjectedIfItsNeighboursAreWell() {
    var router = router(endpoint("m", replicas(4)));
    for (var i = 0; i < 200; i++) {
      var dispatch = send(router, ask("m", i));
      dispatch.end(dispatch.replica().equals(replica(2)) ? Outcome.FAILED : Outcome.ANSWERED, 0);
    }
    assertThat(router.figures(0).getFirst().replicas())
        .filteredOn(r -> r.breaker().equals("open"))
        .extracting(EndpointFigures.ReplicaFigures::replica)
        .containsExactly("pod-2");
  }

  @Test
  void errorsThatAllReplicasGiveAreTheRequestsFault() {
    var router = router(endpoint("m", replicas(4)));
    for (var i = 0; i < 200; i++) {
      send(router, ask("m", i)).end(Outcome.FAILED, i * SECOND / 10);
    }
    assertThat(router.figures(20 * SECOND).getFirst().replicas())
        .allMatch(r -> r.breaker().equals("closed"));
  }

  @Test
  void aFallbackModelServesWhatTheFirstCannot() {
    var none = with(endpoint("large", List.of()), Limits.DEFAULT, List.of("gone", "small"), false);
    var small = with(endpoint("small", replicas(1)), Limits.DEFAULT, List.of("large"), false);
    var router = router(none, small);

    var dispatch = send(router, ask("large", 1));
    assertThat(dispatch.endpoint().id()).isEqualTo("small");
    assertThat(refused(router(none), ask("large", 1)).reason()).isEqualTo(Reason.NO_REPLICA);
  }

  private static Refused refused(Router router, Ask ask) {
    return (Refused) router.ask(ask, 0, FakeWaiter.never());
  }

  private static Ask ask(String model, long seed) {
    return Ask.of(model, Prefix.NONE, seed);
  }

  private static Ask ask(String model, Prefix prefix, long seed) {
    return Ask.of(model, prefix, seed);
  }
}
