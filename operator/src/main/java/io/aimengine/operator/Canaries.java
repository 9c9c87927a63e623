package io.aimengine.operator;

import io.aimengine.canary.Policy;
import io.aimengine.operator.Planning.Room;
import io.aimengine.render.ObjectNames;
import io.aimengine.render.Renderer;
import io.aimengine.render.Rendering;
import io.aimengine.render.Splitter;
import io.aimengine.render.TrafficSplit;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.status.Canary;
import io.aimengine.status.Canary.Stage;
import io.aimengine.status.Rollout;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// What is to be said of a canary, and which part of the requests it gets.
final class Canaries {
  private final Function<Release, Room> rooms;
  private final BiPredicate<World, String> taken;

  /// `rooms` are free blocks for one more replica of a release, `taken` whether somebody else has a
  /// Service of a name.
  Canaries(Function<Release, Room> rooms, BiPredicate<World, String> taken) {
    this.rooms = rooms;
    this.taken = taken;
  }

  /// What is rendered while somebody divides the requests between two releases.
  Optional<Rendering> shared(World world, History history, EndpointSpec spec, Rendering rendering) {
    return splitter(world, rendering) != Splitter.REPLICAS
        ? split(world, history, Policy.of(spec.deployment().canary())).map(rendering::split)
        : Optional.empty();
  }

  private Splitter splitter(World world, Rendering rendering) {
    var wanted = Renderer.splitter(rendering);
    var name = world.name();
    return wanted != Splitter.REPLICAS
            && (taken.test(world, ObjectNames.canary(name))
                || taken.test(world, ObjectNames.stable(name)))
        ? Splitter.REPLICAS
        : wanted;
  }

  /// While it is tried. A release without a ready replica gets nothing.
  private static Optional<TrafficSplit> split(World world, History history, Policy policy) {
    var good = history.good();
    if (history.trial().flatMap(History.Trial::begun).isEmpty() || good.isEmpty()) {
      return Optional.empty();
    }
    var canary = history.current().id();
    var stable = good.get().id();
    var percent = serves(world, canary) ? (serves(world, stable) ? policy.split() : 100) : 0;
    return Optional.of(new TrafficSplit(stable, canary, percent));
  }

  private static boolean serves(World world, String release) {
    return world.podsOf(release).stream().anyMatch(Slot::serves);
  }

  /// `said` and what is known of a canary. `figures` are how a trial stands.
  Rollout said(
      World world,
      History history,
      Goal goal,
      EndpointSpec spec,
      Optional<Rendering> rendering,
      Optional<String> figures,
      Rollout said) {
    var splitter = rendering.map(r -> splitter(world, r)).orElse(Splitter.REPLICAS);
    if (history.trial().isEmpty() || history.good().isEmpty()) {
      return said.with(history.tried().map(tried -> ended(tried, splitter)));
    }
    var policy = Policy.of(spec.deployment().canary());
    var begun = history.trial().get().begun();
    var blocked = blocked(world, history, goal);
    var stage = blocked.isPresent() ? Stage.NO_ROOM : Stage.WAITING;
    var canary =
        new Canary(
            begun.isPresent() ? Stage.ON_TRIAL : stage,
            history.current().id(),
            history.good().get().id(),
            split(world, history, policy).map(TrafficSplit::percent),
            splitter,
            begun,
            begun.map(since -> since.plus(policy.duration())),
            begun.isPresent()
                ? tried(goal, policy, splitter) + figures.map(text -> "; " + text).orElse("")
                : blocked
                    .map(needs -> noRoom(goal, needs))
                    .orElseGet(() -> waiting(history, goal, policy)));
    return said.with(Optional.of(canary)).blockedBy(blocked);
  }

  /// What it waits for when it waits for GPUs: the last good release is at its part already.
  private Optional<String> blocked(World world, History history, Goal goal) {
    var slots = world.slots();
    var release = history.current();
    var canary = slots.stream().filter(slot -> slot.release().equals(release.id())).findFirst();
    var atItsPart = slots.stream().filter(goal::keeps).anyMatch(s -> s.wanted() <= goal.kept());
    var missing = canary.map(Slot::wanted).orElse(0) < goal.next();
    var held = slots.stream().mapToInt(Slot::pods).sum();
    var waits = missing && atItsPart && held >= goal.replicas();
    if (!waits && canary.filter(Slot::stuck).isEmpty()) {
      return Optional.empty();
    }
    var room = rooms.apply(release);
    return room.blocks() > 0
        ? Optional.empty()
        : Optional.of(
            "needs %d %s, largest free block %d"
                .formatted(release.gpus(), release.accelerator(), room.largest()));
  }

  private static Canary ended(History.Tried tried, Splitter splitter) {
    return new Canary(
        tried.promoted() ? Stage.PROMOTED : Stage.ROLLED_BACK,
        tried.release(),
        tried.stable(),
        Optional.empty(),
        splitter,
        Optional.empty(),
        Optional.empty(),
        tried.why());
  }

  private static String waiting(History history, Goal goal, Policy policy) {
    return goal.next() == 0
        ? "no replica is wanted: the change is tried when one is"
        : "%s is tried for %d s once its %d of %d replicas serve"
            .formatted(
                history.current().recipe(),
                policy.duration().toSeconds(),
                goal.next(),
                goal.next() + goal.kept());
  }

  private static String noRoom(Goal goal, String needs) {
    return goal.replicas() > 1
        ? needs + "; the last good release serves on"
        : "a single replica is tried beside the one that serves: "
            + needs
            + "; free a block, run 2 replicas, or set deployment.canary.enabled to false to change"
            + " it in place";
  }

  private static String tried(Goal goal, Policy policy, Splitter splitter) {
    var replicas = "%d of %d replicas".formatted(goal.next(), goal.next() + goal.kept());
    return switch (splitter) {
      case HTTP_ROUTE ->
          "%d %% of the requests by the weights of the HTTPRoute, %s"
              .formatted(policy.split(), replicas);
      case GATEWAY ->
          "%d %% of the requests, which the gateway divides, %s"
              .formatted(policy.split(), replicas);
      case REPLICAS ->
          "%s, and so about as many of the requests (%d %% are asked for; no HTTPRoute and no"
                  .formatted(replicas, policy.split())
              + " gateway divides them)";
    };
  }
}
