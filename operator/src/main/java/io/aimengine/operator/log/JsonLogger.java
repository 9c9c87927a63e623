package io.aimengine.operator.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;

/// One message, one line: `{"time":…,"level":…,"logger":…,"message":…}`, what it is about, and the
/// causes of an error. Tokens are struck out; stack traces come with the level debug only.
final class JsonLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CAUSES = 5;

  /// JOSDK's names of what it works on, and ours.
  private static final Map<String, String> SUBJECTS =
      Map.of(
          "resource.kind", "kind",
          "resource.namespace", "namespace",
          "resource.name", "name",
          "resource.generation", "generation");

  private final transient MDCAdapter contexts;

  JsonLogger(String name, MDCAdapter contexts) {
    this.name = name;
    this.contexts = contexts;
  }

  private static boolean writes(Level level) {
    var sink = JsonLogs.sink();
    return sink != null && level.toInt() >= sink.threshold().toInt();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    var sink = JsonLogs.sink();
    if (sink == null) {
      return;
    }
    var line = JSON.createObjectNode();
    line.put("time", sink.clock().instant().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("level", level.name().toLowerCase(Locale.ROOT));
    line.put("logger", name);
    line.put("message", Secrets.struck(MessageFormatter.basicArrayFormat(message, arguments)));
    subject(line);
    if (thrown != null) {
      cause(line, thrown, writes(Level.DEBUG));
    }
    try {
      sink.out().println(JSON.writeValueAsString(line));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void subject(ObjectNode line) {
    var context = contexts.getCopyOfContextMap();
    if (context != null) {
      new TreeMap<>(SUBJECTS)
          .forEach((theirs, ours) -> {
            var value = context.get(theirs);
            if (value != null) {
              line.put(ours, value);
            }
          });
    }
  }

  private static void cause(ObjectNode line, Throwable thrown, boolean whole) {
    var causes = line.putArray("error");
    var next = thrown;
    for (var i = 0; next != null && i < CAUSES; i++) {
      causes.add(Secrets.struck(next.getClass().getSimpleName() + ": " + next.getMessage()));
      next = next.getCause();
    }
    if (whole) {
      var trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      line.put("stack", Secrets.struck(trace.toString()));
    }
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return writes(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return writes(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return writes(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return writes(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return writes(Level.ERROR);
  }
}
