package io.aimengine.store;

import java.io.IOException;

/// How the bytes of one remote file are brought here.
public interface Content {
  /// The same bytes at the same place later have the same key: an interrupted transfer is found
  /// again by it.
  String key();

  /// Fills `partial` up to its end, from where it stands or anew.
  void copyTo(Partial partial, SourceContext context) throws IOException, InterruptedException;
}
