package io.aimengine.store;

/// One file at a source; `bytes` is -1 when the source does not tell before the transfer.
public record RemoteFile(String path, long bytes, Digest digest, Content content) {
  public RemoteFile {
    RelativePath.check(path);
  }
}
