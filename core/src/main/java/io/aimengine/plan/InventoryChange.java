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

  /// What one node is thought to hold at most; AMD's platforms carry eight.
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

  /// An inventory after all changes, one after the other.
  public static Inventory all(List<InventoryChange> changes, Inventory inventory) {
    var changed = inventory;
    for (var change : changes) {
      changed = change.on(changed);
    }
    return changed;
  }

  /// Where the devices of each change are thought to go to, or to come from, for people.
  public static List<String> words(List<InventoryChange> changes, Inventory inventory) {
    var words = new ArrayList<String>();
    var changed = inventory;
    for (var change : changes) {
      var next = change.on(changed);
      words.add(change + ": " + change.moves(changed, next));
      changed = next;
    }
    return words;
  }

  /// New devices fill the nodes that have some of the same kind up to eight, the rest comes in
  /// nodes of its own; of devices that go, those of the first nodes go first.
  public Inventory on(Inventory inventory) {
    var nodes = new ArrayList<Node>();
    var left = count;
    for (var node : inventory.nodes()) {
      var kept = new ArrayList<Devices>();
      for (var devices : node.devices()) {
        var more = more(node, devices, left);
        left -= more;
        if (devices.total() + more > 0) {
          kept.add(devices.with(devices.total() + more, Math.max(0, devices.free() + more)));
        }
      }
      nodes.add(new Node(node.name(), node.cpus(), node.memoryBytes(), kept));
    }
    for (var number = 0; left > 0; number++, left -= NODE) {
      var size = Math.min(NODE, left);
      nodes.add(
          new Node(
              name(nodes, number),
              0,
              0,
              List.of(new Devices(accelerator, size, size, accelerator.memoryGib(), ""))));
    }
    return new Inventory(nodes, inventory.source() + " " + this);
  }

  /// How many devices of this group come or, below 0, go. Partitions are not mixed with whole ones.
  private int more(Node node, Devices devices, int left) {
    if (!devices.accelerator().equals(accelerator)) {
      return 0;
    }
    if (left < 0) {
      return Math.max(left, -devices.total());
    }
    var slots = NODE - node.devices().stream().mapToInt(Devices::total).sum();
    return devices.partition().isEmpty() ? Math.clamp(left, 0, Math.max(0, slots)) : 0;
  }

  private String name(List<Node> nodes, int number) {
    var name = "new-" + accelerator.name().toLowerCase(Locale.ROOT) + "-" + number;
    return nodes.stream().anyMatch(node -> node.name().equals(name))
        ? name(nodes, number + 1)
        : name;
  }

  private String moves(Inventory before, Inventory after) {
    var words = new ArrayList<String>();
    var fresh = 0;
    var gone = 0;
    for (var i = 0; i < after.nodes().size(); i++) {
      var node = after.nodes().get(i);
      if (i >= before.nodes().size()) {
        fresh++;
      } else if (devices(node) != devices(before.nodes().get(i))) {
        var more = devices(node) - devices(before.nodes().get(i));
        words.add(
            (more > 0 ? more + " into node " : -more + " out of node ")
                + node.name()
                + ", which then has "
                + devices(node));
        gone += Math.max(0, -more);
      }
    }
    if (fresh > 0) {
      words.add(fresh == 1 ? "on a new node of its own" : "on " + fresh + " new nodes");
    }
    if (gone > 0 && gone < -count) {
      words.add("there are only " + gone);
    }
    return words.isEmpty() ? "nothing to take away" : String.join("; ", words);
  }

  private int devices(Node node) {
    return node.devices().stream()
        .filter(d -> d.accelerator().equals(accelerator))
        .mapToInt(Devices::total)
        .sum();
  }

  @Override
  public String toString() {
    return (count < 0 ? "-" : "+") + Math.abs(count) + " " + accelerator.name();
  }
}
