package io.aimengine.cli;

import io.aimengine.explain.Bundle;
import io.aimengine.explain.BundleFile;
import io.aimengine.explain.BundleSecrets;
import io.aimengine.spec.EndpointSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;

/// Bundles as files of this machine.
final class Bundles {
  private static final int MOST_BYTES = 128 << 20;

  private Bundles() {}

  /// Writes the whole file or nothing; refuses to write a secret.
  static void save(App app, String name, Bundle bundle, List<EndpointSpec> specs) {
    var secrets = BundleSecrets.check(bundle, specs);
    if (!secrets.isEmpty()) {
      throw CommandFailure.of(Exit.USAGE, secrets);
    }
    var bytes = BundleFile.write(bundle);
    UserFile.write(app.directory().resolve(name), bytes);
    app.terminal()
        .aside(String.format(Locale.ROOT, "saved %s (%,d KiB)", name, bytes.length / 1024));
  }

  static BundleFile.Read read(App app, String name) {
    var path = app.directory().resolve(name);
    if (Files.isDirectory(path)) {
      throw UserFile.folder(name, "Name the file that plan --save-bundle wrote.");
    }
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new CommandFailure(
            Exit.USAGE, "bundle.too-large", name + " is larger than 128 MiB", "No bundle is.");
      }
      var read = BundleFile.read(name, bytes);
      if (read.bundle().isEmpty()) {
        throw CommandFailure.of(Exit.USAGE, read.problems());
      }
      return read;
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          Exit.USAGE, "bundle.no-file", "there is no file " + name, "Check the path.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
