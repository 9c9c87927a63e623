package io.aimengine.local.hardware;

import io.aimengine.api.Problem;
import io.aimengine.local.hardware.HostTree.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the GPU nodes of the KFD topology (`docs/reference/hardware.md` says which file says
/// what). CPUs are nodes too: theirs have `gpu_id` 0.
final class KfdTopology {
  static final String NODES = "/sys/class/kfd/kfd/topology/nodes";

  private final HostTree tree;
  private final List<Problem> problems;

  KfdTopology(HostTree tree, List<Problem> problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /// One GPU node. `memoryBytes` is the sum of its VRAM banks, empty when it lists none.
  record Node(int id, KfdProperties properties, OptionalLong memoryBytes, List<Link> links) {}

  List<Node> gpuNodes() {
    var error = tree.listingError(NODES);
    if (error.isPresent()) {
      problems.add(HardwareProblems.topologyUnreadable(NODES, error.get()));
      return List.of();
    }
    var nodes = new ArrayList<Node>();
    for (var name : tree.list(NODES)) {
      HostTree.parse(name).ifPresent(id -> gpuNode((int) id).ifPresent(nodes::add));
    }
    return nodes;
  }

  private Optional<Node> gpuNode(int id) {
    var folder = NODES + "/" + id;
    return switch (tree.read(folder + "/gpu_id")) {
      case Reading.Missing _ -> {
        problems.add(HardwareProblems.badValue(folder, "gpu_id is missing"));
        yield Optional.empty();
      }
      case Reading.Unreadable(var reason) -> {
        problems.add(HardwareProblems.nodeHidden(folder, reason));
        yield Optional.empty();
      }
      case Reading.Text(var text) when text.equals("0") -> Optional.empty();
      case Reading.Text(var text) when HostTree.parse(text).isEmpty() -> {
        problems.add(HardwareProblems.badValue(folder, "gpu_id is not a number"));
        yield Optional.empty();
      }
      case Reading.Text _ -> describe(id, folder);
    };
  }

  private Optional<Node> describe(int id, String folder) {
    return switch (tree.read(folder + "/properties")) {
      case Reading.Missing _ -> {
        problems.add(HardwareProblems.badValue(folder, "properties is missing"));
        yield Optional.empty();
      }
      case Reading.Unreadable(var reason) -> {
        problems.add(HardwareProblems.nodeHidden(folder, reason));
        yield Optional.empty();
      }
      case Reading.Text(var text) -> {
        var properties = KfdProperties.parse(text);
        properties.garbage().stream()
            .limit(3)
            .forEach(line -> problems.add(HardwareProblems.garbage(folder + "/properties", line)));
        yield Optional.of(new Node(id, properties, memory(folder), links(folder)));
      }
    };
  }

  /// Heap types 1 and 2 are the part of VRAM that the CPU can see and the part that it cannot.
  private OptionalLong memory(String folder) {
    var sum = OptionalLong.empty();
    for (var bank : tree.list(folder + "/mem_banks")) {
      var properties = properties(folder + "/mem_banks/" + bank + "/properties");
      var heap = properties.get("heap_type");
      var size = properties.get("size_in_bytes");
      if ((heap == 1 || heap == 2) && size > 0) {
        sum = OptionalLong.of(sum.orElse(0) + size);
      }
    }
    return sum;
  }

  private List<Link> links(String folder) {
    var links = new ArrayList<Link>();
    for (var kind : List.of("/io_links/", "/p2p_links/")) {
      for (var link : tree.list(folder + kind)) {
        var properties = properties(folder + kind + link + "/properties");
        if (properties.values().containsKey("node_to")) {
          links.add(
              new Link(
                  properties.getInt("node_to"),
                  Link.Kind.of(properties.get("type")),
                  properties.get("max_bandwidth")));
        }
      }
    }
    return links;
  }

  private KfdProperties properties(String path) {
    return KfdProperties.parse(tree.text(path).orElse(""));
  }
}
