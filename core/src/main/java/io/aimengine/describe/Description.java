package io.aimengine.describe;

import io.aimengine.catalog.Model;
import java.util.List;
import java.util.Optional;

/// A model described from its own files. No model where something is missing without which nothing
/// can be planned: then `known` says what could be read and `missing` what could not. `remarks` say
/// what is a guess or an estimate, and why.
public record Description(
    Optional<Model> model, List<String> known, List<String> missing, List<String> remarks) {
  public Description {
    known = List.copyOf(known);
    missing = List.copyOf(missing);
    remarks = List.copyOf(remarks);
  }
}
