package io.aimengine.describe;

import io.aimengine.catalog.Model.Vision;
import java.util.Optional;

/// The image encoder of a model: its weights by the tensors' names, else estimated from the shapes.
final class VisionReader {
  private final Configuration config;
  private final Notes notes;
  private final Optional<Tensors> tensors;

  VisionReader(Configuration config, Notes notes, Optional<Tensors> tensors) {
    this.config = config;
    this.notes = notes;
    this.tensors = tensors;
  }

  /// Parameters 0 when there is an encoder of unknown size.
  Optional<Vision> vision() {
    var vision = config.root().path("vision_config");
    var seen = vision.isObject() || config.says("mm_vision_tower", "visual", "vision_tower");
    if (!seen) {
      return Optional.empty();
    }
    var image = config.number(0, "mm_tokens_per_image", "image_seq_length");
    var counted = tensors.map(Tensors::vision).orElse(0L);
    if (counted > 0) {
      return Optional.of(new Vision(counted, image));
    }
    long layers = vision.path("num_hidden_layers").asLong(vision.path("depth").asLong(0));
    long hidden = vision.path("hidden_size").asLong(vision.path("embed_dim").asLong(0));
    long width = vision.path("intermediate_size").asLong(4 * hidden);
    var estimate = layers * (4 * hidden * hidden + 2 * hidden * width);
    if (estimate <= 0 || estimate > 1L << 40) {
      notes.unsure("architecture.multimodal", "an image encoder of unknown size is not counted");
      return Optional.of(new Vision(0, image));
    }
    notes.unsure(
        "architecture.vision.parameters",
        "estimated from the encoder's layers, projector left out");
    return Optional.of(new Vision(estimate, image));
  }
}
