package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.explain.Bundle;
import io.aimengine.explain.BundleFile;
import io.aimengine.explain.BundleSecrets;
import io.aimengine.explain.CatalogBytes;
import io.aimengine.store.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The decision behind an endpoint of this machine, kept beside its state: what `drift` compares
/// with.
final class KeptDecision {
  private static final String FILE = "decision.zip";

  private KeptDecision() {}

  /// Keeps what an endpoint was planned from. A manifest that holds a secret is not kept.
  static void write(App app, Catalog catalog, PlanOptions options, Launcher.Prepared prepared) {
    var kept = prepared.kept();
    var bundle =
        new Bundle(
            Version.number(),
            kept.sources(),
            options.given(),
            kept.recipes(),
            List.of(),
            kept.inventory(),
            CatalogBytes.of(catalog),
            Decision.text(List.of(prepared.view())));
    if (!BundleSecrets.check(bundle, List.of(prepared.spec())).isEmpty()) {
      return;
    }
    try {
      WholeFile.writeOwnerOnly(path(app, prepared.spec().name()), BundleFile.write(bundle));
    } catch (IOException e) {
      // the endpoint runs: only `drift` will know less
      app.terminal().aside("note: its decision is not kept for `drift`: " + e.getMessage());
    }
  }

  /// Empty for an endpoint that was started before decisions were kept, or whose file is damaged.
  static Optional<BundleFile.Read> read(App app, String endpoint) {
    var path = path(app, endpoint);
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(BundleFile.read(FILE, Files.readAllBytes(path)))
          .filter(read -> read.bundle().isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(App app, String endpoint) {
    return app.stateDir().endpoint(endpoint).path().resolve(FILE);
  }
}
