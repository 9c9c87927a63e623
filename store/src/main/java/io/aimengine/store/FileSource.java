package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `file:///path`: a file, or a folder with all below it. Bytes are copied, so that a later edit of
/// the original cannot change what the cache has verified.
public final class FileSource implements Source {
  private final Adoption.By by;

  public FileSource() {
    this(Adoption.By.COPY);
  }

  FileSource(Adoption.By by) {
    this.by = by;
  }

  @Override
  public List<String> schemes() {
    return List.of("file");
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException {
    var path = path(artifact.uri());
    var revision = "file-" + Hashes.sha256(path.toString()).substring(0, 12);
    if (Files.isRegularFile(path)) {
      var digest = Digest.sha256(artifact.sha256());
      return new Listing(revision, "", List.of(file(path, path.getFileName().toString(), digest)));
    }
    if (!Files.isDirectory(path)) {
      throw new StoreException(
          StoreCode.NOT_FOUND, "there is no file " + path, "check the path of the file:// source");
    }
    var allowed = new AllowPatterns(allow);
    var files = new ArrayList<RemoteFile>();
    try (var below = Files.walk(path)) {
      for (var each : below.filter(Files::isRegularFile).sorted().toList()) {
        var name = path.relativize(each).toString();
        if (allowed.allows(name)) {
          files.add(file(each, name, Digest.NONE));
        }
      }
    }
    return new Listing(revision, "", files);
  }

  private static Path path(String uri) {
    if (!uri.startsWith("file:///")) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, "'" + uri + "' is no file URI", "write file:///absolute/path");
    }
    return Path.of(uri.substring("file://".length())).normalize();
  }

  private RemoteFile file(Path path, String name, Digest digest) throws IOException {
    return new RemoteFile(name, Files.size(path), digest, new LocalFile(path, name, by));
  }

  /// A file that is here already, under another name.
  record LocalFile(Path from, String name, Adoption.By by) implements Content {
    @Override
    public String key() {
      return "file " + from;
    }

    @Override
    public void copyTo(Partial partial, SourceContext context) throws IOException {
      partial.restart("");
      try (var in = Files.newInputStream(from)) {
        var buffer = new byte[Hashes.BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          partial.write(buffer, n);
          context.moved(name, n);
        }
      }
    }
  }
}
