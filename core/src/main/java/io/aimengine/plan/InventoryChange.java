package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Devices bought or given away: `+1 MI325X`, `+8 MI300X`, `-4 MI250`; several with commas.
public record InventoryChange(int count, Accelerator accelerator) {
  private static final Pattern WORDS =
      Pattern.compile("([+-])\\s*(\\d{1,4})\\s*[xX*]?\\s*([A-Za-z]\\w*)");

  /// What one node of new devices holds at most.
  private static final int NODE = 8;

  /// The changes of a text; empty when one of them is no change.
  public static Optional<List<InventoryChange>> parse(String text, Catalog catalog) {
    var changes = new ArrayList<InventoryChange>();
    for (var word : text.split(",", -1)) {
      var match = WORDS.matcher(word.strip());
      var accelerator =
          match.matches() ? catalog.accelerator(match.group(3)) : Optional.<Accelerator>empty();
      if (accelerator.isEmpty()) {
        return Optional.empty();
      }
      var count = Integer.parseInt(match.group(2));
      changes.add(
          new InventoryChange(match.group(1).equals("-") ? -count : count, accelerator.get()));
    }
    return Optional.of(changes);
  }

  /// New devices come in nodes of their own, eight to a node; free ones go first.
  public Inventory on(Inventory inventory) {
    var nodes = new ArrayList<Node>();
    var going = Math.max(0, -count);
    for (var node : inventory.nodes()) {
      var kept = new ArrayList<Devices>();
      for (var devices : node.devices()) {
        var gone = devices.accelerator().equals(accelerator) ? Math.min(going, devices.total()) : 0;
        going -= gone;
        if (devices.total() > gone) {
          kept.add(
              new Devices(
                  devices.accelerator(),
                  devices.total() - gone,
                  Math.max(0, devices.free() - gone),
                  devices.memoryGib(),
                  devices.partition()));
        }
      }
      nodes.add(new Node(node.name(), node.cpus(), node.memoryBytes(), kept));
    }
    for (var left = count; left > 0; left -= NODE) {
      var size = Math.min(NODE, left);
      nodes.add(
          new Node(
              "new-" + accelerator.name().toLowerCase(Locale.ROOT) + "-" + (count - left) / NODE,
              0,
              0,
              List.of(new Devices(accelerator, size, size, accelerator.memoryGib(), ""))));
    }
    return new Inventory(nodes, inventory.source() + " " + this);
  }

  @Override
  public String toString() {
    return (count < 0 ? "-" : "+") + Math.abs(count) + " " + accelerator.name();
  }
}
