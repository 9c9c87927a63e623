package io.aimengine.cli;

import io.aimengine.cli.Terminal.Colour;
import io.aimengine.store.Adoption;
import io.aimengine.store.ArtifactRequest;
import io.aimengine.store.ModelStore;
import io.aimengine.store.ProgressListener;
import io.aimengine.store.StoreEvent;
import io.aimengine.store.StoredArtifact;
import java.time.Duration;
import java.util.Locale;

/// Fetches through the store and shows it: a moving bar on a terminal, a few plain lines elsewhere.
final class ModelFetch implements ProgressListener {
  private static final int BAR = 28;

  private final Terminal terminal;
  private boolean moving;
  private int tenths = -1;

  ModelFetch(Terminal terminal) {
    this.terminal = terminal;
  }

  static StoredArtifact fetch(ModelStore store, ArtifactRequest request, Terminal terminal) {
    var shown = new ModelFetch(terminal);
    try {
      return store.fetch(request, shown);
    } finally {
      shown.end();
    }
  }

  static StoredArtifact refresh(ModelStore store, ArtifactRequest request, Terminal terminal) {
    var shown = new ModelFetch(terminal);
    try {
      return store.refresh(request, shown);
    } finally {
      shown.end();
    }
  }

  static StoredArtifact add(ModelStore store, Adoption adoption, Terminal terminal) {
    var shown = new ModelFetch(terminal);
    try {
      return store.add(adoption, shown);
    } finally {
      shown.end();
    }
  }

  @Override
  public synchronized void onEvent(StoreEvent event) {
    switch (event) {
      case StoreEvent.Waiting(var id, var holder) ->
          line("waiting for " + id + ", which " + holder + " is downloading");
      case StoreEvent.Resolving(var id, var uri) -> line("fetching " + id + " from " + uri);
      case StoreEvent.Progress progress -> progress(progress);
      case StoreEvent.Retrying(_, var uri, var reason, var attempt, var pause) ->
          line("retry " + attempt + " of " + uri + " in " + pause.toSeconds() + " s: " + reason);
      case StoreEvent.SourceFailed(_, var uri, _, var message) -> line(uri + ": " + message);
      case StoreEvent.Stored(var id, var artifact) ->
          line("have " + id + ", " + bytes(artifact.bytes()));
    }
  }

  private void progress(StoreEvent.Progress progress) {
    if (progress.total() <= 0) {
      return;
    }
    var share = progress.bytes() / (double) progress.total();
    var text =
        String.format(
            Locale.ROOT,
            "%3.0f %% of %s, %s/s%s",
            share * 100,
            bytes(progress.total()),
            bytes((long) progress.bytesPerSecond()),
            progress.eta().map(eta -> ", " + eta(eta) + " left").orElse(""));
    if (terminal.interactive()) {
      var done = (int) Math.round(share * BAR);
      var bar = terminal.paint(Colour.GREEN, "█".repeat(done)) + "░".repeat(BAR - done);
      terminal.err().print("\r  " + bar + " " + text + "\u001b[K");
      terminal.err().flush();
      moving = true;
    } else if ((int) (share * 10) > tenths) {
      tenths = (int) (share * 10);
      terminal.aside("  " + text);
    }
  }

  private void line(String text) {
    end();
    terminal.aside("  " + text);
  }

  private synchronized void end() {
    if (moving) {
      terminal.err().println();
      moving = false;
    }
  }

  private static String eta(Duration eta) {
    return eta.toSeconds() < 90 ? eta.toSeconds() + " s" : eta.toMinutes() + " min";
  }

  /// `93.8 MB`, decimal as disks and networks count.
  static String bytes(long bytes) {
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
