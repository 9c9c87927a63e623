package io.aimengine.local.run;

import io.aimengine.catalog.Model.Task;
import io.aimengine.local.run.RunSpec.Command;
import io.aimengine.local.run.RunSpec.Policy;
import io.aimengine.local.run.RunSpec.Serving;
import io.aimengine.local.run.RunSpec.Summary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `run.json`: a run specification on disk.
final class RunSpecJson {
  private RunSpecJson() {}

  static Optional<RunSpec> read(byte[] text) {
    try {
      return Optional.of(spec(Json.read(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static byte[] write(RunSpec spec) {
    var map = new LinkedHashMap<String, Object>();
    map.put("name", spec.name());
    map.put("contentHash", spec.contentHash());
    map.put("summary", map(spec.summary()));
    map.put("runtime", spec.runtime());
    map.put("command", map(spec.command()));
    map.put("serving", map(spec.serving()));
    map.put("policy", map(spec.policy()));
    map.put("devices", spec.devices());
    map.put("files", spec.files());
    return Json.write(map);
  }

  private static RunSpec spec(Fields fields) {
    return new RunSpec(
        fields.text("name"),
        fields.text("contentHash"),
        summary(fields.fields("summary")),
        RunSpec.RuntimeKind.valueOf(fields.text("runtime")),
        command(fields.fields("command")),
        serving(fields.fields("serving")),
        policy(fields.fields("policy")),
        fields.texts("devices"),
        fields.texts("files"));
  }

  private static Map<String, Object> map(Summary summary) {
    var map = new LinkedHashMap<String, Object>();
    map.put("model", summary.model());
    map.put("recipe", summary.recipe());
    map.put("engine", summary.engine());
    map.put("engineVersion", summary.engineVersion());
    map.put("hardware", summary.hardware());
    map.put("precision", summary.precision());
    map.put("gpuCount", summary.gpuCount());
    map.put("context", summary.context());
    return map;
  }

  private static Summary summary(Fields fields) {
    return new Summary(
        fields.text("model"),
        fields.text("recipe"),
        fields.text("engine"),
        fields.text("engineVersion"),
        fields.text("hardware"),
        fields.text("precision"),
        (int) fields.number("gpuCount"),
        (int) fields.number("context"));
  }

  private static Map<String, Object> map(Command command) {
    var map = new LinkedHashMap<String, Object>();
    map.put("argv", command.argv());
    map.put("env", command.env());
    map.put("inherit", command.inherit());
    map.put("envFile", command.envFile());
    map.put("workdir", command.workdir());
    map.put("stop", command.stop());
    return map;
  }

  private static Command command(Fields fields) {
    return new Command(
        fields.texts("argv"),
        fields.map("env"),
        fields.texts("inherit"),
        fields.text("envFile"),
        fields.text("workdir"),
        fields.texts("stop"));
  }

  private static Map<String, Object> map(Serving serving) {
    var map = new LinkedHashMap<String, Object>();
    map.put("host", serving.host());
    map.put("port", serving.port());
    map.put("servedModel", serving.servedModel());
    map.put("task", serving.task());
    map.put("healthPath", serving.healthPath());
    map.put("metricsPath", serving.metricsPath());
    map.put("metricNames", serving.metricNames());
    map.put("keyVariable", serving.keyVariable());
    return map;
  }

  private static Serving serving(Fields fields) {
    return new Serving(
        fields.text("host"),
        (int) fields.number("port"),
        fields.text("servedModel"),
        Task.valueOf(fields.text("task")),
        fields.text("healthPath"),
        fields.text("metricsPath"),
        fields.map("metricNames"),
        fields.text("keyVariable"));
  }

  private static Map<String, Object> map(Policy policy) {
    var map = new LinkedHashMap<String, Object>();
    map.put("startupMs", policy.startup().toMillis());
    map.put("restarts", policy.restarts());
    map.put("windowMs", policy.window().toMillis());
    map.put("firstPauseMs", policy.firstPause().toMillis());
    map.put("longestPauseMs", policy.longestPause().toMillis());
    map.put("graceMs", policy.grace().toMillis());
    map.put("heartbeatMs", policy.heartbeat().toMillis());
    map.put("idleMs", policy.idle().toMillis());
    return map;
  }

  private static Policy policy(Fields fields) {
    return new Policy(
        fields.millis("startupMs"),
        (int) fields.number("restarts"),
        fields.millis("windowMs"),
        fields.millis("firstPauseMs"),
        fields.millis("longestPauseMs"),
        fields.millis("graceMs"),
        fields.millis("heartbeatMs"),
        fields.millis("idleMs"));
  }
}
