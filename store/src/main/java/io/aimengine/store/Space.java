package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many bytes can still be written below a folder.
@FunctionalInterface
public interface Space {
  Space REAL = folder -> Files.getFileStore(folder).getUsableSpace();

  long usable(Path folder) throws IOException;
}
