package io.aimengine.check;

import java.util.List;

/// What was found in one file. `kind` is what the file is (`recipe`, `model`, `AIMEndpoint`, …; ""
/// when nobody can tell); `dialect` names the way it is written (`schema`, `loose`, `k8s`, …) and
/// `translated` says what was read as something else. Findings are in the order of the text.
public record CheckedFile(
    String name,
    String text,
    String kind,
    String dialect,
    List<String> translated,
    List<Finding> findings) {
  public CheckedFile {
    translated = List.copyOf(translated);
    findings = List.copyOf(findings);
  }
}
