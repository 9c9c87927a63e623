package io.aimengine.catalog;

/// Makes a Measurement of a valid `measurements/*.yaml`.
final class MeasurementReader {
  private MeasurementReader() {}

  static Measurement read(Fields in) {
    return new Measurement(
        in.text("measurement_id"),
        in.text("checkpoint"),
        EngineReader.engine(in.text("engine")),
        in.text("engine_version"),
        in.text("accelerator"),
        in.integer("tensor_parallel", 1),
        in.integer("pipeline_parallel", 1),
        in.integer("data_parallel", 1),
        new Measurement.Run(
            in.integer("max_num_seqs"),
            in.integer("max_batched_tokens"),
            in.flag("graphs"),
            in.flag("expert_parallel"),
            in.text("quantization")),
        in.number("weights_factor"),
        in.number("overheads_factor"),
        in.text("source"),
        in.texts("lines"));
  }
}
