package io.aimengine.operator.log;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Where log lines go: nowhere, until somebody says where. Found by slf4j itself.
public final class JsonLogs implements SLF4JServiceProvider {
  private static volatile @Nullable Sink sink;

  private final BasicMarkerFactory markers = new BasicMarkerFactory();
  private final BasicMDCAdapter contexts = new BasicMDCAdapter();
  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

  /// `threshold` is the least that is written.
  record Sink(PrintStream out, Level threshold, InstantSource clock) {}

  /// One line of JSON for each message from now on.
  public static void to(PrintStream out, Level threshold, InstantSource clock) {
    sink = new Sink(out, threshold, clock);
  }

  public static void off() {
    sink = null;
  }

  static @Nullable Sink sink() {
    return sink;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> loggers.computeIfAbsent(name, each -> new JsonLogger(each, contexts));
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
