package io.aimengine.describe;

import io.aimengine.catalog.Model.Vision;
import java.util.Optional;

/// How many weights a model has: counted in the headers of its files where those are at hand and
/// their types say how many values they hold, else from the shapes.
final class WeightCount {
  private final ModelFiles files;
  private final Configuration config;
  private final Notes notes;
  private final Shapes shapes;
  private final int layers;

  WeightCount(ModelFiles files, Configuration config, Notes notes, Shapes shapes, int layers) {
    this.files = files;
    this.config = config;
    this.notes = notes;
    this.shapes = shapes;
    this.layers = layers;
  }

  long total(Optional<Vision> vision) {
    var quantised = config.get("quantization_config", "compression_config");
    var bits = quantised.isObject() ? Quantised.of(config, new Notes()).precision().bits() : 16;
    var counted = files.tensors().map(t -> t.loaded(layers).weights(bits)).orElse(0L);
    if (counted > 0) {
      return counted;
    }
    if (!config.family().known()) {
      notes.unsure(
          "architecture.parameters", "from the usual shapes of a transformer: an estimate");
    }
    return shapes.total() + vision.map(Vision::parameters).orElse(0L);
  }

  /// Total less what is idle by the shapes.
  long active(Optional<Vision> vision) {
    var idle = shapes.total() - shapes.active();
    var total = total(vision);
    return Math.clamp(total - idle, 1, Math.max(1, total));
  }
}
