package io.aimengine.check;

import java.util.List;

/// A repair that is certain to be what the author meant: what it does in a few words, and the edits
/// that do it. Edits of one fix never overlap; comments and order stay.
public record Fix(String title, List<Edit> edits) {
  public Fix {
    edits = List.copyOf(edits);
    if (edits.isEmpty()) {
      throw new IllegalArgumentException("a fix without edits: " + title);
    }
  }
}
