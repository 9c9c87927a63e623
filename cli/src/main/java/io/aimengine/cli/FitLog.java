package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Measurement;
import io.aimengine.catalog.Model;
import io.aimengine.plan.EngineLog;
import io.aimengine.plan.LogComparison;
import io.aimengine.spec.EndpointSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// Reads an engine's start-up log beside the estimate of the configuration that it names.
record FitLog(App app, Catalog catalog, Common common, PlanOptions options) {
  /// Weights are known within a few per cent; more than this is another checkpoint.
  private static final double OTHER_MODEL = 1.5;

  private static final int MAX_BYTES = 16 << 20;

  Compared compare(EndpointSpec spec, Model model, String file, boolean save) {
    var log =
        EngineLog.read(
                UserFile.text(app.directory().resolve(file), file, MAX_BYTES).lines().toList())
            .orElseThrow(() ->
                usage(
                    "fit.no-figures",
                    file + " has no line about memory that vLLM or SGLang writes when it starts",
                    "Take the log from its very beginning, up to the first request."));
    var checkpoint = model.checkpoint(spec.model().id()).orElseGet(model::own);
    var comparison =
        LogComparison.of(
                log,
                catalog,
                model,
                served(model, checkpoint),
                accelerator(),
                options.engineVersionAs,
                "log " + Path.of(file).getFileName())
            .orElseThrow(() ->
                usage(
                    "fit.no-engine",
                    "the catalog has no " + log.engine().id() + " for this hardware",
                    "See: aim-engine list engines"));
    var objections = objections(comparison);
    if (save && !objections.isEmpty()) {
      var first = objections.getFirst();
      throw usage(first.code(), first.message(), first.hint() + " Nothing was kept.");
    }
    return new Compared(
        model.id(),
        comparison,
        objections,
        save ? Optional.of(save(comparison.measurement())) : Optional.empty());
  }

  /// What would make later estimates wrong: such a log is not kept, and shown with a warning.
  private List<Problem> objections(LogComparison comparison) {
    var objections = new ArrayList<Problem>();
    var factor = comparison.measurement().weightsFactor();
    if (factor > OTHER_MODEL || factor < 1 / OTHER_MODEL) {
      objections.add(
          objection(
              "fit.other-model",
              "the log's weights are %.2f times the estimate: it looks like another model's"
                  .formatted(factor),
              "Name the model and checkpoint of the log."));
    }
    var version =
        options.engineVersionAs.isEmpty() ? comparison.log().version() : options.engineVersionAs;
    if (!comparison.of(version)) {
      objections.add(
          objection(
              "fit.other-version",
              version.isEmpty()
                  ? "the log does not say which version of the engine wrote it"
                  : "the log is of version " + version + ", which the catalog does not have",
              "Say which version of the catalog it counts for: --engine-version-as "
                  + comparison.engine().version()
                  + "."));
    }
    if (!comparison.givesBack()) {
      objections.add(
          objection(
              "fit.not-given-back",
              "the estimate does not come to the log's KV cache, however it is corrected: the log"
                  + " was written under other settings or on other hardware",
              "Name the accelerator of the log with --hardware."));
    }
    return objections;
  }

  private static Problem objection(String code, String message, String hint) {
    return Problem.warning(code, "", Mark.NONE, message, hint);
  }

  /// vLLM and SGLang read safetensors only.
  private static Checkpoint served(Model model, Checkpoint named) {
    return named.format() == Checkpoint.Format.SAFETENSORS ? named : model.own();
  }

  private Accelerator accelerator() {
    var name = options.hardware.replaceFirst("^[0-9]+\\s*[xX*]\\s*", "");
    return catalog
        .accelerator(name)
        .orElseThrow(() ->
            usage(
                "fit.hardware",
                "a log does not say on which accelerator it was written",
                "Say it: --hardware MI300X, or --hardware cpu."));
  }

  /// One small file in the user's own catalog, written whole or not at all.
  private String save(Measurement measurement) {
    var folder =
        common.catalog.isEmpty() ? app.env().getOrDefault("AIM_CATALOG", "") : common.catalog;
    if (folder.isEmpty()) {
      throw usage(
          "fit.no-catalog",
          "--save needs a folder of your own to keep the measurement in",
          "Name it with --catalog DIR or AIM_CATALOG; later commands read it from there.");
    }
    var name = "measurements/" + measurement.id() + ".yaml";
    UserFile.write(app.directory().resolve(folder).resolve(name), yaml(measurement));
    return folder + "/" + name;
  }

  private static String yaml(Measurement measurement) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("measurement_id", measurement.id());
    fields.put("checkpoint", measurement.checkpoint());
    fields.put("engine", measurement.engine().id());
    fields.put("engine_version", measurement.engineVersion());
    fields.put("accelerator", measurement.accelerator());
    fields.put("tensor_parallel", measurement.tensorParallel());
    fields.put("pipeline_parallel", measurement.pipelineParallel());
    fields.put("data_parallel", measurement.dataParallel());
    fields.put("max_num_seqs", measurement.run().sequences());
    fields.put("max_batched_tokens", measurement.run().step());
    fields.put("graphs", measurement.run().graphs());
    fields.put("expert_parallel", measurement.run().expertParallel());
    fields.put("quantization", measurement.run().quantization());
    fields.put("weights_factor", measurement.weightsFactor());
    fields.put("overheads_factor", measurement.overheadsFactor());
    fields.put("source", measurement.source());
    fields.put("lines", measurement.lines());
    var settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(fields);
  }

  /// Estimate and measurement, term by term.
  record Compared(
      String model, LogComparison comparison, List<Problem> objections, Optional<String> saved)
      implements View {
    String summary() {
      return saved
          .map(file -> "kept in " + file)
          .orElse(comparison.rows().size() + " figures compared");
    }

    @Override
    public JsonNode json() {
      var data =
          JsonNodeFactory.instance
              .objectNode()
              .put("model", model)
              .put("checkpoint", comparison.checkpoint().id())
              .put("engine", comparison.engine().label())
              .put("logged_version", comparison.log().version())
              .put("hardware", comparison.accelerator().name())
              .put("gpus", comparison.inputs().settings().gpus());
      var array = data.putArray("rows");
      for (var row : comparison.rows()) {
        array
            .addObject()
            .put("figure", row.name())
            .put("unit", row.gib() ? "GiB" : "")
            .put("estimate", FitView.rounded(row.estimate()))
            .put("measured", FitView.rounded(row.measured()))
            .put("error", FitView.rounded(row.error()))
            .put("corrected", FitView.rounded(row.corrected()));
      }
      var measurement = comparison.measurement();
      data.put("weights_factor", measurement.weightsFactor())
          .put("overheads_factor", measurement.overheadsFactor());
      data.set("problems", Printer.problemsJson(objections));
      saved.ifPresent(file -> data.put("saved", file));
      return data;
    }

    @Override
    public void print(Terminal terminal) {
      var settings = comparison.inputs().settings();
      terminal.line(
          terminal.paint(Terminal.Colour.BOLD, model)
              + " on "
              + settings.gpus()
              + " x "
              + comparison.accelerator().name()
              + ", "
              + comparison.engine().label()
              + other());
      var table =
          new Table(
              "The log has no figure to compare.",
              "Per GPU",
              "Estimate",
              "Measured",
              "Estimate is",
              "Corrected");
      for (var row : comparison.rows()) {
        table.row(
            row.name(),
            row.estimate() == 0 ? "set" : shown(row, row.estimate()),
            shown(row, row.measured()),
            off(row),
            row.estimate() == 0 ? "-" : shown(row, row.corrected()));
      }
      table.print(terminal);
      saved.ifPresent(file -> {
        terminal.line("Kept in " + file);
        terminal.paragraph("", kept());
      });
    }

    private String kept() {
      var measurement = comparison.measurement();
      var run = measurement.run();
      return String.format(
          Locale.ROOT,
          "Later estimates take weights x %.3f, and overheads x %.3f near %,d requests at once and a"
              + " step of %,d tokens.",
          measurement.weightsFactor(),
          measurement.overheadsFactor(),
          run.sequences(),
          run.step());
    }

    private String other() {
      var logged = comparison.log().version();
      return logged.isEmpty() || comparison.of(logged)
          ? ""
          : " (the log is of " + logged + ", which the catalog does not have)";
    }

    private static String shown(LogComparison.Row row, double figure) {
      return row.gib()
          ? FitBar.gib(figure) + " GiB"
          : String.format(Locale.ROOT, figure < 1000 ? "%,.2f" : "%,.0f", figure);
    }

    private static String off(LogComparison.Row row) {
      if (row.measured() == 0 || row.estimate() == 0) {
        return "-";
      }
      var error = row.error() * 100;
      return Math.abs(error) < 0.05
          ? "exact"
          : String.format(
              Locale.ROOT, "%.1f %% too %s", Math.abs(error), error > 0 ? "high" : "low");
    }
  }
}
