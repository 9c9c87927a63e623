package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Optional;

/// The releases of an endpoint that still matter: the one it shall run, the last one that served
/// until that one does, and the wish that failed. Kept in the endpoint's ConfigMap, which is
/// written before the workloads: an operator that dies in between goes on from there.
record History(Release current, boolean served, Optional<Release> good, Optional<Failure> failed) {
  static final String KEY = "rollout.json";

  /// A wish that was given up. With `retry` it was for want of room, so it is tried again when
  /// there is some.
  record Failure(String inputs, String reason, boolean retry, String accelerator, int gpus) {}

  static History first(Release release) {
    return new History(release, false, Optional.empty(), Optional.empty());
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

  History next(Release release) {
    return release.id().equals(current.id())
        ? new History(release, served, good, Optional.empty())
        : new History(release, false, served ? Optional.of(current) : good, Optional.empty());
  }

  History proven() {
    return served ? this : new History(current, true, Optional.empty(), failed);
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
                    current.inputs(), reason, retry, current.accelerator(), current.gpus())));
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
              part(tree.path("failed"), Failure.class)));
    } catch (JsonProcessingException unreadable) {
      return Optional.empty(); // somebody edited it: plan as for a new endpoint
    }
  }

  private static <T> Optional<T> part(JsonNode tree, Class<T> type) throws JsonProcessingException {
    return tree.isMissingNode()
        ? Optional.empty()
        : Optional.of(Release.JSON.treeToValue(tree, type));
  }

  String text() {
    var tree = Release.JSON.createObjectNode();
    tree.set("current", Release.JSON.valueToTree(current));
    tree.put("served", served);
    good.ifPresent(release -> tree.set("good", Release.JSON.valueToTree(release)));
    failed.ifPresent(failure -> tree.set("failed", Release.JSON.valueToTree(failure)));
    return tree.toString();
  }
}
