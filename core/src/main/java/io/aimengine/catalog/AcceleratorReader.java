package io.aimengine.catalog;

import java.util.EnumMap;

/// Makes an Accelerator of a valid `accelerators/*.yaml`.
final class AcceleratorReader {
  private AcceleratorReader() {}

  static Accelerator read(Fields in) {
    var precisions = new EnumMap<Precision, Accelerator.Support>(Precision.class);
    in.map("precisions", f -> f.node().asText())
        .forEach((name, support) ->
            precisions.put(
                Fields.precision(name), Fields.constant(Accelerator.Support.class, support)));
    var peaks = new EnumMap<Precision, Double>(Precision.class);
    in.map("peak_tflops", f -> f.node().asDouble())
        .forEach((name, peak) -> peaks.put(Fields.precision(name), peak));
    return new Accelerator(
        in.text("name"),
        Fields.constant(Accelerator.Kind.class, in.text("kind")),
        in.text("gfx"),
        in.text("architecture"),
        in.number("memory_gib"),
        in.number("bandwidth_tbps"),
        in.integer("devices_per_module", 1),
        in.integer("compute_units"),
        precisions,
        peaks,
        in.texts("device_ids"),
        in.text("interconnect"),
        in.text("note"),
        in.texts("unsure"),
        in.texts("sources"));
  }
}
