package io.aimengine.local.hardware;

import java.util.List;
import java.util.OptionalLong;

/// One GPU as ROCm counts them: a whole card, one die of a MI250, or one partition.
///
/// - `index`: its number for `HIP_VISIBLE_DEVICES` when nothing else is set (KFD node order)
/// - `uuid`: `GPU-` and 16 hex digits, "" when the driver has none; partitions of a card share it
/// - `usedBytes`: VRAM in use by anyone, empty when the driver does not say
/// - `renderNode`: `/dev/dri/renderD128`, "" when there is none
/// - `numaNode`: -1 when unknown
/// - `partition`: `cpx_nps4`, "" when the card is whole
public record Gpu(
    int index,
    int node,
    String gfx,
    String deviceId,
    String uuid,
    int computeUnits,
    long vramBytes,
    OptionalLong usedBytes,
    String renderNode,
    String pciAddress,
    int numaNode,
    String partition,
    long hive,
    List<Link> links) {
  public static final double GIB = 1024.0 * 1024 * 1024;

  public Gpu {
    links = List.copyOf(links);
  }

  /// A name that stays the same until the next boot: `renderD128`.
  public String id() {
    return renderNode.isEmpty()
        ? "kfd-node" + node
        : renderNode.substring(renderNode.lastIndexOf('/') + 1);
  }

  public double vramGib() {
    return vramBytes / GIB;
  }

  /// Memory nobody uses; all of it when the driver does not say what is used.
  public double freeGib() {
    return Math.max(0, vramBytes - usedBytes.orElse(0)) / GIB;
  }

  /// Whether an engine that takes `fraction` of the whole memory could start here now.
  public boolean hasFree(double fraction) {
    return vramBytes - usedBytes.orElse(0) >= Math.ceil(vramBytes * fraction);
  }

  /// The same with less memory, and as much less of it in use.
  Gpu withVram(long bytes) {
    var used = usedBytes;
    if (used.isPresent()) {
      used = OptionalLong.of((long) (used.getAsLong() * (bytes / (double) vramBytes)));
    }
    return new Gpu(
        index,
        node,
        gfx,
        deviceId,
        uuid,
        computeUnits,
        bytes,
        used,
        renderNode,
        pciAddress,
        numaNode,
        partition,
        hive,
        links);
  }
}
