package io.aimengine.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The tensors of a checkpoint by name, type and size, as the headers of its files list them.
public record Tensors(List<Tensor> all) {
  private static final Pattern LAYER = Pattern.compile("(?:^|\\.)(?:layers|h|blk)\\.(\\d+)\\.");
  private static final Pattern VISION =
      Pattern.compile("(^|\\.)(vision|visual|multi_modal_projector|mm_projector|image_newline)");
  private static final Pattern NO_WEIGHT =
      Pattern.compile(".*(scales?|scale_inv|zeros?|zero_point|g_idx|_shape|absmax|inv_freq)$");

  /// One tensor; `dtype` in the spelling of its file, `elements` as stored, `bytes` on disk.
  public record Tensor(String name, String dtype, long elements, long bytes) {}

  public Tensors {
    all = List.copyOf(all);
  }

  public static Tensors of(List<Tensors> files) {
    var all = new ArrayList<Tensor>();
    files.forEach(file -> all.addAll(file.all()));
    return new Tensors(all);
  }

  /// Those that a server loads: without the multi-token prediction layers, which come after the
  /// last layer of config.json.
  Tensors loaded(int layers) {
    return new Tensors(all.stream().filter(t -> layer(t.name()) < layers).toList());
  }

  long bytes() {
    return all.stream().mapToLong(Tensor::bytes).sum();
  }

  /// Bytes by type, as stored.
  Map<String, Long> bytesByType() {
    var types = new TreeMap<String, Long>();
    all.forEach(t -> types.merge(t.dtype().toUpperCase(Locale.ROOT), t.bytes(), Long::sum));
    return types;
  }

  /// How many weights there are, scales and zero points not counted. At `bits` a weight an integer
  /// container holds several (8 of 4 bit in I32, 2 in U8).
  long weights(int bits) {
    return all.stream()
        .filter(t -> !NO_WEIGHT.matcher(t.name()).matches())
        .mapToLong(t -> t.elements() * perElement(t.dtype(), bits))
        .sum();
  }

  /// Weights of image encoders and their projectors, by name.
  long vision() {
    return new Tensors(all.stream().filter(t -> VISION.matcher(t.name()).find()).toList())
        .weights(16);
  }

  /// A tensor of this name, at the top or below a part of the model.
  boolean has(String name) {
    return all.stream().anyMatch(t -> t.name().equals(name) || t.name().endsWith("." + name));
  }

  private static int perElement(String dtype, int bits) {
    return switch (dtype.toUpperCase(Locale.ROOT)) {
      case "I32" -> Math.max(1, 32 / Math.max(1, bits));
      case "U8" -> bits == 4 ? 2 : 1;
      default -> 1;
    };
  }

  private static int layer(String name) {
    var found = LAYER.matcher(name);
    return found.find() && found.group(1).length() < 6 ? Integer.parseInt(found.group(1)) : -1;
  }
}
