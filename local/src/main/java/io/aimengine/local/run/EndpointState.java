package io.aimengine.local.run;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// How an endpoint is, as its supervisor last wrote it. `exitCode` and `lastLines` are of the last
/// engine that ended; 128 + n means signal n.
public record EndpointState(
    Phase phase,
    Instant since,
    Optional<ProcessId> engine,
    int restarts,
    Optional<Instant> readySince,
    String lastError,
    Optional<Integer> exitCode,
    List<String> lastLines) {
  public EndpointState {
    lastLines = List.copyOf(lastLines);
  }

  public static EndpointState starting(Instant now) {
    return new EndpointState(
        Phase.STARTING,
        now,
        Optional.empty(),
        0,
        Optional.empty(),
        "",
        Optional.empty(),
        List.of());
  }

  /// The same engine in another phase.
  public EndpointState to(Phase next, Instant now) {
    var ready = next == Phase.READY ? Optional.of(now) : Optional.<Instant>empty();
    return new EndpointState(next, now, engine, restarts, ready, lastError, exitCode, lastLines);
  }

  public EndpointState withEngine(ProcessId started) {
    return new EndpointState(
        phase, since, Optional.of(started), restarts, readySince, lastError, exitCode, lastLines);
  }

  public EndpointState withoutEngine() {
    return new EndpointState(
        phase, since, Optional.empty(), restarts, readySince, lastError, exitCode, lastLines);
  }

  public EndpointState withRestarts(int count) {
    return new EndpointState(
        phase, since, engine, count, readySince, lastError, exitCode, lastLines);
  }

  public EndpointState withError(String error) {
    return new EndpointState(
        phase, since, engine, restarts, readySince, error, exitCode, lastLines);
  }

  public EndpointState withExit(Optional<Integer> code, List<String> lines) {
    return new EndpointState(phase, since, engine, restarts, readySince, lastError, code, lines);
  }

  static Optional<EndpointState> read(byte[] text) {
    try {
      return Optional.of(of(Json.read(text)));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  private static EndpointState of(Fields fields) {
    var engine = fields.fields("engine");
    return new EndpointState(
        Phase.valueOf(fields.text("phase")),
        fields.instant("since").orElse(Instant.EPOCH),
        engine.has("pid")
            ? Optional.of(new ProcessId(engine.number("pid"), engine.number("start")))
            : Optional.empty(),
        (int) fields.number("restarts"),
        fields.instant("readySince"),
        fields.text("lastError"),
        fields.integer("exitCode"),
        fields.texts("lastLines"));
  }

  byte[] write() {
    var map = new LinkedHashMap<String, Object>();
    map.put("phase", phase.name());
    map.put("since", since);
    engine.ifPresent(
        id -> map.put("engine", java.util.Map.of("pid", id.pid(), "start", id.start())));
    map.put("restarts", restarts);
    readySince.ifPresent(at -> map.put("readySince", at));
    map.put("lastError", lastError);
    exitCode.ifPresent(code -> map.put("exitCode", code));
    map.put("lastLines", lastLines);
    return Json.write(map);
  }
}
