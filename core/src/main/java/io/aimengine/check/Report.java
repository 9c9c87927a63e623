package io.aimengine.check;

import java.util.List;

/// What was found in all files that were checked together, by name.
public record Report(List<CheckedFile> files) {
  public Report {
    files = List.copyOf(files);
  }

  /// Errors in all files.
  public long errors() {
    return findings().stream().filter(finding -> finding.problem().isError()).count();
  }

  /// Every finding, file by file.
  public List<Finding> findings() {
    return files.stream().flatMap(file -> file.findings().stream()).toList();
  }
}
