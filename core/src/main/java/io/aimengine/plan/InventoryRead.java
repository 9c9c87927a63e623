package io.aimengine.plan;

import io.aimengine.api.Problem;
import java.util.List;

/// An inventory and what is wrong with or left out of the text it was read from. Nodes with an
/// error are not in it.
public record InventoryRead(Inventory inventory, List<Problem> problems) {
  public InventoryRead {
    problems = List.copyOf(problems);
  }
}
