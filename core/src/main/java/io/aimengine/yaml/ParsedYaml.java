package io.aimengine.yaml;

import io.aimengine.api.Problem;
import java.util.List;

/// The documents of a text, and what is wrong with it. Documents before a syntax error are kept;
/// empty documents are left out.
public record ParsedYaml(List<YamlNode> documents, List<Problem> problems) {
  public ParsedYaml {
    documents = List.copyOf(documents);
    problems = List.copyOf(problems);
  }

  /// No error, warnings aside.
  public boolean ok() {
    return problems.stream().noneMatch(Problem::isError);
  }
}
