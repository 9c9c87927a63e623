package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.metrics.Traffic;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The releases of an endpoint that still matter: the one it shall run, the last one that served
/// until that one does, and the wish that failed. With a `trial` the current one is a canary beside
/// the last good one. Kept in the endpoint's ConfigMap, which is written before the workloads: an
/// operator that dies in between goes on from there.
record History(
    Release current,
    boolean served,
    Optional<Release> good,
    Optional<Failure> failed,
    Optional<Trial> trial,
    Optional<Tried> tried) {
  static final String KEY = "rollout.json";
  private static final ObjectMapper WHOLE = new ObjectMapper();

  /// A wish that was given up. With `retry` it was for want of room, so it is tried again when
  /// there is some. `release` is what was made of it, "" where an older operator did not say.
  record Failure(
      String inputs, String reason, boolean retry, String accelerator, int gpus, String release) {
    Failure {
      release = Objects.requireNonNullElse(release, "");
    }
  }

  /// A canary: empty until all its replicas serve, then since when, and what each engine of both
  /// releases had answered by then, by pod.
  record Trial(String since, Map<String, Traffic> before) {
    Trial {
      before = Map.copyOf(before);
    }

    static Trial waiting() {
      return new Trial("", Map.of());
    }

    Optional<Instant> begun() {
      return since.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(since));
    }
  }

  /// What became of the last canary.
  record Tried(boolean promoted, String release, String stable, String why) {}

  static History first(Release release) {
    return new History(
        release, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Whether this manifest has been decided on.
  boolean decided(String inputs) {
    return current.inputs().equals(inputs) || gaveUp(inputs).isPresent();
  }

  Optional<Failure> gaveUp(String inputs) {
    return current.inputs().equals(inputs)
        ? Optional.empty()
        : failed.filter(failure -> failure.inputs().equals(inputs));
  }

  /// With `canary` a release that has a last good one to be compared with is tried first.
  History next(Release release, boolean canary) {
    if (release.id().equals(current.id())) {
      return new History(release, served, good, Optional.empty(), trial, tried);
    }
    var stable = served ? Optional.of(current) : good;
    if (stable.filter(s -> s.id().equals(release.id())).isPresent()) {
      return new History(
          release, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
    return new History(
        release,
        false,
        stable,
        Optional.empty(),
        stable.filter(_ -> canary).map(_ -> Trial.waiting()),
        Optional.empty());
  }

  History proven() {
    return served
        ? this
        : new History(current, true, Optional.empty(), failed, Optional.empty(), tried);
  }

  /// The canary serves with all its replicas: from now on it is watched.
  History begun(Instant now, Map<String, Traffic> before) {
    return with(Optional.of(new Trial(now.toString(), before)), tried);
  }

  /// The canary gets all replicas.
  History promoted(String why) {
    return with(Optional.empty(), good.map(stable -> tried(true, stable, why)));
  }

  private History with(Optional<Trial> newTrial, Optional<Tried> newTried) {
    return new History(current, served, good, failed, newTrial, newTried);
  }

  private Tried tried(boolean promoted, Release stable, String why) {
    return new Tried(promoted, current.id(), stable.id(), why);
  }

  /// Back to what served last; without that there is nothing to go back to.
  History back(String reason, boolean retry) {
    return served || good.isEmpty()
        ? this
        : new History(
            good.get(),
            true,
            Optional.empty(),
            Optional.of(
                new Failure(
                    current.inputs(),
                    reason,
                    retry,
                    current.accelerator(),
                    current.gpus(),
                    current.id())),
            Optional.empty(),
            trial.map(_ -> tried(false, good.get(), reason)));
  }

  /// The release of this id, where it is still known.
  Optional<Release> release(String id) {
    return Optional.of(current)
        .filter(r -> r.id().equals(id))
        .or(() -> good.filter(r -> r.id().equals(id)));
  }

  static Optional<History> in(ConfigMap map) {
    var text = map.getData() == null ? null : map.getData().get(KEY);
    if (text == null) {
      return Optional.empty();
    }
    try {
      var tree = Release.JSON.readTree(text);
      return Optional.of(
          new History(
              Release.JSON.treeToValue(tree.path("current"), Release.class),
              tree.path("served").asBoolean(),
              part(tree.path("good"), Release.class),
              part(tree.path("failed"), Failure.class),
              trial(tree.path("trial")),
              part(tree.path("tried"), Tried.class)));
    } catch (JsonProcessingException | RuntimeException unreadable) {
      return Optional.empty(); // somebody edited it: plan as for a new endpoint
    }
  }

  private static <T> Optional<T> part(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return tree.isMissingNode()
        ? Optional.empty()
        : Optional.of(Release.JSON.treeToValue(tree, type));
  }

  private static Optional<Trial> trial(JsonNode tree) throws JsonProcessingException {
    return tree.isMissingNode()
        ? Optional.empty()
        : Optional.of(WHOLE.treeToValue(tree, Trial.class));
  }

  String text() {
    var tree = Release.JSON.createObjectNode();
    tree.set("current", Release.JSON.valueToTree(current));
    tree.put("served", served);
    good.ifPresent(release -> tree.set("good", Release.JSON.valueToTree(release)));
    failed.ifPresent(failure -> tree.set("failed", Release.JSON.valueToTree(failure)));
    trial.ifPresent(t -> tree.set("trial", WHOLE.valueToTree(t)));
    tried.ifPresent(t -> tree.set("tried", Release.JSON.valueToTree(t)));
    return tree.toString();
  }
}
