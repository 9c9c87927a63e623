package io.aimengine.cli;

import io.aimengine.gateway.AccessLog;
import io.aimengine.gateway.Observers;
import io.aimengine.gateway.Traces;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import picocli.CommandLine.Option;

/// Where requests are logged and traced. A collector of traces is named by option, or by the
/// variables that OpenTelemetry knows.
final class ObserverOptions {
  /// Held, since a logger that nobody holds forgets its settings.
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "One line of JSON for each request, appended to this file; - for the output")
  private String accessLog = "";

  @Option(
      names = "--traces",
      paramLabel = "URL",
      description =
          "Send traces by OTLP over HTTP to this collector (default: OTEL_EXPORTER_OTLP_ENDPOINT)")
  private String collector = "";

  @Option(
      names = "--trace-share",
      paramLabel = "SHARE",
      description = "Of requests that bring no trace of their own, from 0 to 1 (default: 1)")
  private double share = 1;

  /// Stops at mistakes, those of other options too, before it opens anything.
  Observers open(App app, Mistakes mistakes) {
    var to = mistakes.or(Optional.<URI>empty(), _ -> collector(app));
    mistakes.check(this::isShare);
    mistakes.stop();
    var log = log(app);
    if (to.isPresent()) {
      quiet(app);
    }
    return new Observers(log, to.map(address -> Traces.to(address, headers(app), share)));
  }

  /// The library's own words (a collector that is away), a line each, without stack traces.
  private static void quiet(App app) {
    LIBRARY.setUseParentHandlers(false);
    LIBRARY.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
              app.terminal()
                  .err()
                  .println("traces: " + entry.getMessage().lines().findFirst().orElse(""));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  private Optional<AccessLog> log(App app) {
    if (accessLog.isEmpty()) {
      return Optional.empty();
    }
    try {
      var out =
          accessLog.equals("-")
              ? new FileOutputStream(FileDescriptor.out)
              : Files.newOutputStream(
                  app.directory().resolve(accessLog),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND);
      return Optional.of(new AccessLog(out, app.clock()));
    } catch (IOException e) {
      throw CommandFailure.usage(
          "--access-log " + accessLog + " cannot be written",
          "Check the path and its permissions.");
    }
  }

  private Optional<URI> collector(App app) {
    var named =
        collector.isEmpty() ? app.env().getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "") : collector;
    return named.isEmpty() ? Optional.empty() : Optional.of(address(named));
  }

  private void isShare() {
    if (!(share >= 0 && share <= 1)) {
      throw CommandFailure.usage("--trace-share " + share + " is not from 0 to 1", "");
    }
  }

  private static URI address(String named) {
    try {
      var address = new URI(named);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw CommandFailure.usage(
        "the collector " + named + " is no http(s)://HOST:PORT", "Such as http://127.0.0.1:4318.");
  }

  /// `name=value,name=value`, values percent-encoded.
  private static Map<String, String> headers(App app) {
    var headers = new TreeMap<String, String>();
    for (var pair : app.env().getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "").split(",", -1)) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        headers.put(
            pair.substring(0, equals).strip(),
            URLDecoder.decode(pair.substring(equals + 1).strip(), StandardCharsets.UTF_8));
      }
    }
    return headers;
  }
}
