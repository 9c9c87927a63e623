package io.aimengine.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is on a cache's volume, as who worked there counted it: `used` bytes of models and broken
/// downloads, `free` ones that can still be written, and the models, the last used first. For
/// `leftOut` of them the report had no room.
@JsonNaming(SnakeCaseStrategy.class)
public record VolumeReport(long used, long free, List<Model> models, int leftOut) {
  /// Bytes as JSON: a pod's last words are cut at 4096, and there is more to say than this.
  private static final int LONGEST = 3400;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// One model with all its revisions: when it was used last, and how often since it came.
  @JsonNaming(SnakeCaseStrategy.class)
  public record Model(String id, Instant lastUsed, long uses) {}

  public VolumeReport {
    models = List.copyOf(models);
  }

  /// All that is known; the last used come first.
  public static VolumeReport of(long used, long free, List<Model> models) {
    var sorted =
        models.stream()
            .sorted(Comparator.comparing(Model::lastUsed).reversed().thenComparing(Model::id))
            .toList();
    return new VolumeReport(used, free, sorted, 0);
  }

  /// With as many models as a pod's last words have room for.
  public JsonNode json() {
    var node = JSON.createObjectNode().put("used", used).put("free", free);
    var list = node.putArray("models");
    var length = 0;
    for (var model : models) {
      var told =
          JSON.createObjectNode()
              .put("id", model.id())
              .put("last_used", model.lastUsed().toString())
              .put("uses", model.uses());
      length += bytes(told) + 1;
      if (length > LONGEST) {
        break;
      }
      list.add(told);
    }
    return node.put("left_out", leftOut + models.size() - list.size());
  }

  private static int bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node).length;
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Nothing of what is no such report.
  public static Optional<VolumeReport> read(JsonNode node) {
    var used = node.path("used");
    var free = node.path("free");
    if (!isCount(used) || !isCount(free) || !isCount(node.path("left_out"))) {
      return Optional.empty();
    }
    var models = new ArrayList<Model>();
    for (var model : node.path("models")) {
      var read = model(model);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      models.add(read.get());
    }
    return Optional.of(
        new VolumeReport(used.asLong(), free.asLong(), models, node.path("left_out").asInt()));
  }

  private static Optional<Model> model(JsonNode node) {
    if (!node.path("id").isTextual() || !isCount(node.path("uses"))) {
      return Optional.empty();
    }
    try {
      var used = Instant.parse(node.path("last_used").asText());
      return Optional.of(new Model(node.path("id").asText(), used, node.path("uses").asLong()));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static boolean isCount(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= 0;
  }

  /// The model of this id, whatever the case: the catalog may write it otherwise.
  Optional<Model> find(String id) {
    return models.stream().filter(model -> model.id().equalsIgnoreCase(id)).findFirst();
  }

  /// Whether a model that is not told of is not there.
  boolean isWhole() {
    return leftOut == 0;
  }
}
