package io.aimengine.cli;

import io.aimengine.cli.Terminal.Colour;
import io.aimengine.local.run.EndpointStatus;
import io.aimengine.local.run.Readiness;
import java.util.Locale;

/// Waits for an endpoint and says meanwhile how far it is.
final class Waiting implements Readiness.Listener {
  private final Terminal terminal;
  private final boolean quiet;

  private Waiting(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.quiet = quiet;
  }

  static void announce(Terminal terminal, Launcher.Prepared prepared) {
    var candidate = prepared.plan().candidate();
    terminal.aside(
        terminal.paint(Colour.BOLD, prepared.spec().model().id())
            + ": "
            + candidate.gpuCount()
            + " x "
            + candidate.accelerator().name()
            + ", "
            + candidate.engine().label()
            + " ("
            + prepared.runtime().kind().name().toLowerCase(Locale.ROOT)
            + "), "
            + candidate.checkpoint().precision().id()
            + ", context "
            + candidate.settings().maxModelLen());
    prepared.view().explanation().reasons().forEach(reason -> terminal.aside("  " + reason));
  }

  /// Returns when a real request was answered; fails with the engine's last words otherwise.
  static EndpointStatus ready(
      App app, Launcher.Result result, LaunchSettings settings, Format format) {
    var prepared = result.prepared();
    var patience = new Commanding(app, settings).patience(prepared.plan());
    var listener = new Waiting(app.terminal(), format != Format.table);
    return switch (app.runtime().awaitReady(prepared.spec().name(), patience, listener)) {
      case Readiness.Ready(var status) -> status;
      case Readiness.Failed(var status) -> throw failed(status);
      case Readiness.TimedOut(var status) ->
          throw new CommandFailure(
              Exit.LAUNCH,
              "launch.timeout",
              status.name()
                  + " is not ready after "
                  + patience.toSeconds()
                  + " s; it goes on starting",
              "aim-engine logs -f "
                  + status.name()
                  + " shows how far it is; --timeout waits longer.");
      case Readiness.Gone(var name) ->
          throw new CommandFailure(
              Exit.LAUNCH, "launch.gone", name + " was stopped while it started", "");
    };
  }

  private static CommandFailure failed(EndpointStatus status) {
    var state = status.state();
    var last = String.join("\n    ", state.lastLines());
    return new CommandFailure(
        Exit.LAUNCH,
        "launch.failed",
        "the engine of "
            + status.name()
            + " failed: "
            + state.lastError()
            + (last.isEmpty() ? "" : "\n    " + last),
        "aim-engine logs " + status.name() + " has all of it.");
  }

  @Override
  public void phase(EndpointStatus status) {
    if (!quiet) {
      terminal.aside("  " + status.phase().label().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public void line(String line) {
    // the engine's own log is for `logs`; it is shown when the start fails
  }
}
